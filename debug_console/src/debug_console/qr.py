"""A ticket's code as a picture: for the terminal, or as a file."""

import io
from pathlib import Path
from typing import Final

import segno
import typer
from rich.text import Text

FORMATS: Final = ("png", "svg")
_QUIET_ZONE: Final = 4
_PIXELS_PER_MODULE: Final = 10
# Two rows of modules to a line of text: a terminal's character is twice as high as it is wide.
_HALVES: Final = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}


def for_terminal(code: str) -> Text:
    rows = [list(row) for row in segno.make_qr(code, error="m").matrix_iter(border=_QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    lines = [
        "".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in zip(rows[::2], rows[1::2], strict=True)
    ]
    return Text("\n".join(lines), style="black on white", no_wrap=True)


def check_form(path: Path) -> None:
    if _form(path) not in FORMATS:
        raise typer.BadParameter(f"{path} must end in .{' or .'.join(FORMATS)}: its ending picks the form")


def write(code: str, path: Path) -> None:
    """In the form that the file's ending asks for."""
    out = io.BytesIO()
    segno.make_qr(code, error="m").save(out, kind=_form(path), scale=_PIXELS_PER_MODULE, border=_QUIET_ZONE)
    try:
        path.write_bytes(out.getvalue())
    except OSError as cause:
        raise typer.BadParameter(f"{path} can't be written: {cause.strerror}") from cause


def _form(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()
