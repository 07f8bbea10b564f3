"""`python -m standalone rotate-face-key`: the faces of a stack that is stopped go under a new key.

The next key is kept before the first vector is multiplied by it, so whatever cuts this short, the next start, or the
same command again, finishes it.
"""

import asyncio
import secrets
from contextlib import ExitStack
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from face_server.config import RotateKeySettings
from face_server.faces.rekeying import RotationRefusedError
from face_server.rotate_key import rotate
from provodnik.contracts.faces import FacesUnavailable
from provodnik.embedded.chroma import Chroma
from provodnik.embedded.errors import EmbeddedServerError
from standalone.errors import StackError
from standalone.lock import StackLock
from standalone.paths import Paths, var_of
from standalone.progress import Progress
from standalone.stack_secrets import StackSecrets, change_secrets, keep_secrets


def rotate_face_key(port: int, var: Path | None) -> int:
    """The exit status."""
    console = Console()
    paths = Paths((var or var_of(port)).absolute())
    try:
        with ExitStack() as exits, Progress(console).step("a new key for the faces"):
            lock = StackLock(paths)
            lock.take()
            exits.callback(lock.release)
            kept = keep_secrets(paths)
            if kept.next_face_key is None:
                kept = change_secrets(paths, kept, next_face_key=SecretStr(secrets.token_urlsafe(32)))
            with Chroma(paths.chroma) as chroma:
                finish_rotation(paths, kept, chroma)
    except (StackError, EmbeddedServerError) as error:
        Console(stderr=True).print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        return 1
    return 0


def finish_rotation(paths: Paths, kept: StackSecrets, chroma: Chroma) -> StackSecrets:
    """The secrets as they are afterwards; at once where no key is being changed. Raises StackError."""
    if kept.next_face_key is None:
        return kept
    settings = RotateKeySettings(
        chroma_url=chroma.url(), key=kept.face_key, next_key=kept.next_face_key, chroma_folder=chroma.data
    )
    try:
        asyncio.run(rotate(settings, settle_seconds=0))  # no service runs yet
    except (RotationRefusedError, FacesUnavailable) as cause:
        raise StackError(f"the key of the faces could not be changed: {cause}") from cause
    return change_secrets(paths, kept, face_key=kept.next_face_key, next_face_key=None)
