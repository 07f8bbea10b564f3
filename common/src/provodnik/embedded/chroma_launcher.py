"""Runs as a program of its own: takes on the account that Chroma is to run as, then becomes Chroma's server.

Chroma's SQLite follows links to real paths, which an account without privileges may have no way to. So as root the
native server is loaded first, the data folder becomes the process's root folder, and then the privileges go.
"""

import os
import sys
from importlib import import_module


def confine(uid: int, gid: int) -> bool:
    """Make the working folder the root folder and drop to the account; False where that is not permitted."""
    try:
        os.chroot(".")
    except PermissionError:
        return False
    os.chdir("/")
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    return True


def main(data: str, port: str, uid: str = "", gid: str = "") -> None:
    """Serve the data folder, which is the working folder already."""
    server = import_module("chromadb_rust_bindings").cli  # no stubs
    path = "/" if uid and confine(int(uid), int(gid)) else data
    server(["chroma", "run", "--path", path, "--host", "127.0.0.1", "--port", port])


if __name__ == "__main__":
    main(*sys.argv[1:])
