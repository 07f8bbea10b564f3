"""Folders and files that only one account may read, made without following a link that it could have planted."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import UnusableData

LONGEST_SOCKET_PATH = 107  # bytes; sockaddr_un has 108 with the closing zero
_SOCKET_NAME = "/.s.PGSQL.65535"


def make_private_folder(path: Path, account: Account) -> None:
    """Make the folder where it is missing; either way it ends closed to everybody but its owner."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open_folder(path) as folder:
            os.fchmod(folder, 0o700)
            if os.fstat(folder).st_uid != account.uid:
                os.fchown(folder, account.uid, account.gid)
    except OSError as cause:
        raise UnusableData(
            f"{path} must be a folder of our own, and it can't be: {cause.strerror}; "
            f"move what is there away, or choose a place that you may write"
        ) from cause


@contextmanager
def open_folder(path: Path) -> Generator[int]:
    """The folder as a descriptor, never through a link in the folder's own place.

    A child that inherits it can reach the folder as /proc/self/fd/N, whatever the folders above let it do.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_private_file(folder: Path, name: str, text: str, account: Account) -> None:
    """Replace a file in a folder of the account's, whole or not at all."""
    fresh = f"{name}.new"
    with open_folder(folder) as inside:
        with suppress(FileNotFoundError):
            os.unlink(fresh, dir_fd=inside)
        written = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=inside)
        try:
            os.fchown(written, account.uid, account.gid)
            os.write(written, text.encode())
        finally:
            os.close(written)
        os.rename(fresh, name, src_dir_fd=inside, dst_dir_fd=inside)


@contextmanager
def secret_file(text: str, account: Account) -> Generator[int]:
    """A file without a name, in memory, that children given its descriptor read as /proc/self/fd/N."""
    descriptor = os.memfd_create("provodnik", 0)
    try:
        os.fchmod(descriptor, 0o600)
        os.fchown(descriptor, account.uid, account.gid)
        os.write(descriptor, text.encode())
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def make_socket_folder(account: Account) -> Path:
    """A new folder of the account's for sockets, short enough for them; who asks must remove it."""
    fallback = "/tmp"  # noqa: S108 - mkdtemp makes a new folder of its own in it
    for place in (tempfile.gettempdir(), fallback):
        folder = Path(tempfile.mkdtemp(prefix="provodnik-", dir=place))
        fits = len(os.fsencode(f"{folder}{_SOCKET_NAME}")) <= LONGEST_SOCKET_PATH
        if fits and (account.is_current or _is_open_to_all(folder.parent)):
            os.chown(folder, account.uid, account.gid)
            return folder
        folder.rmdir()
    raise UnusableData(f"neither TMPDIR nor {fallback} can hold a socket of {account.name}: set TMPDIR")


def _is_open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))
