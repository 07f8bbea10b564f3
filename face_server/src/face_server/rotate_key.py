"""`python -m face_server.rotate_key` changes the key under which vectors are kept: from FACE_KEY to FACE_NEXT_KEY.

Services answer 503 to enrolments and erasures meanwhile; afterwards they are started with the next key as FACE_KEY.
A run that was cut short is finished by another one.
"""

import asyncio
import logging
import sys

from face_server.config import RotateKeySettings
from face_server.faces.chroma import ChromaClient, CollectionGoneError
from face_server.faces.rekeying import SETTLE_SECONDS, RotationRefusedError, change_key
from face_server.faces.sweeping import sweep
from provodnik.contracts.faces import FacesUnavailable
from provodnik.server.logs import log_as_json
from provodnik.server.settings import read_settings


async def rotate(settings: RotateKeySettings, settle_seconds: float = SETTLE_SECONDS) -> int:
    """Returns how many collections are under the next key now.

    `settle_seconds`: until what services began before has ended; 0 where none runs.
    """
    chroma = ChromaClient(settings.chroma_url)
    try:
        changed = await change_key(chroma, settings.key, settings.next_key, settle_seconds)
    finally:
        await chroma.close()
    if settings.chroma_folder:
        await asyncio.to_thread(sweep, settings.chroma_folder)
    return changed


def main() -> None:
    settings = read_settings(RotateKeySettings)
    try:
        changed = asyncio.run(rotate(settings))
    except (RotationRefusedError, CollectionGoneError, FacesUnavailable) as refusal:
        raise SystemExit(f"the key was not changed: {refusal}") from None
    sys.stdout.write(f"{changed} collections are under the next key: start face_server with it as FACE_KEY\n")


if __name__ == "__main__":
    log_as_json(logging.INFO)
    main()
