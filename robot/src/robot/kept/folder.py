"""A folder of models, a file for each."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from robot.kept.files import make_private_folder, remove_unfinished, write_whole

logger = logging.getLogger(__name__)

Model = TypeVar("Model", bound=BaseModel)


class KeptFolder(Generic[Model]):
    """Written and removed in the order of the calls, on a thread of its own."""

    def __init__(self, folder: Path, model: type[Model]) -> None:
        make_private_folder(folder)
        self._folder = folder
        self._model = model
        self._disk = ThreadPoolExecutor(1, thread_name_prefix=f"disk {folder.name}")

    def load(self) -> dict[UUID, Model]:
        """Everything kept, the oldest first. Called once, before the loop runs."""
        remove_unfinished(self._folder)
        files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        return {UUID(file.stem): model for file in files if (model := self._read(file)) is not None}

    async def put(self, key: UUID, model: Model) -> None:
        """Returns once the model is on the disk. Raises OSError."""
        await asyncio.wrap_future(self._disk.submit(write_whole, self._file(key), model.model_dump_json().encode()))

    def put_soon(self, key: UUID, model: Model) -> None:
        self._soon(write_whole, self._file(key), model.model_dump_json().encode())

    def remove_soon(self, key: UUID) -> None:
        self._soon(self._file(key).unlink, True)

    def close(self) -> None:
        """Waits for what is still to be written."""
        self._disk.shutdown()

    def _soon(self, function: Callable[..., object], *arguments: object) -> None:
        self._disk.submit(function, *arguments).add_done_callback(_log_failure)

    def _file(self, key: UUID) -> Path:
        return self._folder / f"{key}.json"

    def _read(self, file: Path) -> Model | None:
        try:
            UUID(file.stem)
            return self._model.model_validate_json(file.read_bytes())
        except (ValidationError, ValueError):  # said without its content, which is a passenger's
            logger.warning("%s can't be read and is set aside as .damaged", file)
            file.replace(file.with_suffix(".damaged"))
            return None


def _log_failure(done: Future[object]) -> None:
    if error := done.exception():
        logger.error("the disk refused: %s", error)
