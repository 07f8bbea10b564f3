"""A picture from a file, as it is sent."""

from pathlib import Path

import typer

from provodnik.contracts.pictures import MOST_PICTURE_BYTES


def read_picture(path: Path) -> bytes:
    """Whether it can be used is the server's to say; what no server takes is not sent."""
    try:
        with path.open("rb") as file:
            picture = file.read(MOST_PICTURE_BYTES + 1)
    except OSError as error:
        raise typer.BadParameter(f"{path} can't be read: {error.strerror}") from None
    if not picture:
        raise typer.BadParameter(f"{path} is empty")
    if len(picture) > MOST_PICTURE_BYTES:
        raise typer.BadParameter(f"{path} is larger than {MOST_PICTURE_BYTES // 1_000_000} MB: make it smaller first")
    return picture
