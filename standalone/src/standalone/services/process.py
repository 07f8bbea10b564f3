"""A service's process, as the supervisor sees it."""

import os
import select
import sys
import time
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from provodnik.embedded.accounts import Account
from provodnik.embedded.process import Launch
from standalone.child import Child
from standalone.errors import StackError, StopAsked
from standalone.services.settings import Ready
from standalone.stop_request import StopRequest

PATIENCE_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.1
_LONGEST_ANSWER: Final = 4096


class ServiceProcess(Child):
    """Begun first, so that Python loads while the databases start; then handed its settings."""

    def __init__(self, label: str, folder: Path, program: str) -> None:
        """`program`: a module of ours that is run, such as standalone.services.face."""
        super().__init__(label, folder)
        self._program = program
        self._orders: int | None = None
        self._answer: int | None = None

    def begin(self) -> None:
        theirs, self._orders = os.pipe()
        self._answer, answering = os.pipe()
        try:
            program = [sys.executable, "-I", "-m", self._program]
            self.launch(Launch(program, Account.current(), stdin=theirs, stdout=answering))
        finally:
            os.close(theirs)
            os.close(answering)

    def order(self, orders: BaseModel) -> None:
        """Hand it its settings, after `begin`."""
        if self._orders is None:
            raise RuntimeError("begin comes first")
        try:
            os.write(self._orders, orders.model_dump_json().encode())
        except BrokenPipeError:
            self._raise_ended()
        self._close_orders()

    def ready(self, stop_request: StopRequest) -> Ready:
        """Return once everything is connected and served; StopAsked, where that is not wanted any more."""
        if self._answer is None:
            raise RuntimeError("begin comes first")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not select.select([self._answer], [], [], _POLL_SECONDS)[0]:
            if stop_request.asked:
                raise StopAsked
            if time.monotonic() > deadline:
                raise StackError(f"the {self.label} did not answer within {PATIENCE_SECONDS} s:\n{self.log.tail()}")
        answer = os.read(self._answer, _LONGEST_ANSWER)
        if not answer:
            self._raise_ended()
        return Ready.model_validate_json(answer)

    def stop(self) -> None:
        self._close_orders()
        if self._answer is not None:
            os.close(self._answer)
            self._answer = None
        super().stop()

    def _close_orders(self) -> None:
        if self._orders is not None:
            os.close(self._orders)
            self._orders = None
