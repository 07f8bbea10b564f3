"""Whose the data are: one stack at a time."""

import os

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import InUse
from provodnik.embedded.folders import make_private_folder
from provodnik.embedded.pid_file import Identity, PidFile, Record
from standalone.errors import StackError
from standalone.paths import DEFAULT_PORT, Paths, var_of


class StackLock:
    """Taken for as long as a stack runs; the kernel lets go of it when the supervisor dies, however it does."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._pid_file = PidFile(paths.lock)

    def take(self) -> None:
        """Makes the folder as well. Raises StackError where another stack runs on it."""
        account = Account.current()
        if var_of(DEFAULT_PORT) in self._paths.var.parents:
            make_private_folder(var_of(DEFAULT_PORT), account)
        make_private_folder(self._paths.var, account)
        try:
            self._pid_file.take()
        except InUse as cause:
            holder = self._pid_file.read()
            process = f" (process {holder.server.pid})" if holder else ""
            raise StackError(
                f"a stack is running on {self._paths.var} already{process}: stop that one with Ctrl-C, "
                f"or start another beside it on a port of its own, such as PORT={DEFAULT_PORT + 1}"
            ) from cause
        if identity := Identity.of(os.getpid()):
            self._pid_file.write(Record(identity, socket_folder=None))

    def release(self) -> None:
        self._pid_file.release()
