"""Who the embedded servers run as: the current user or, where that is root, somebody without privileges."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from provodnik.embedded.errors import EmbeddedServerError, UnusableData

# PostgreSQL refuses to run as root, and its initdb wants an account that has a name. This one is everywhere.
UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """The user and group that a server's process and its data belong to."""

    uid: int
    gid: int

    @classmethod
    def current(cls) -> Self:
        return cls(os.geteuid(), os.getegid())

    @classmethod
    def unprivileged(cls) -> Self:
        try:
            entry = pwd.getpwnam(UNPRIVILEGED)
        except KeyError as cause:
            raise EmbeddedServerError(
                f"as root the databases run as the user {UNPRIVILEGED!r}, which this machine lacks: "
                f"add it, or start as an ordinary user"
            ) from cause
        return cls(entry.pw_uid, entry.pw_gid)

    @classmethod
    def for_data(cls, data: Path) -> Self:
        """The account for a data folder, which need not exist yet; data that have an owner keep it."""
        current = cls.current()
        if not data.exists():
            return cls.unprivileged() if current.is_root else current
        owner = cls(data.stat().st_uid, data.stat().st_gid)
        if not current.is_root and owner.uid != current.uid:
            raise UnusableData(f"{data} belongs to {owner.name}: start as {owner.name} or as root")
        if not owner.is_root:
            return owner
        if any(data.iterdir()):
            raise UnusableData(f"{data} belongs to root, as whom no database may run: chown -R {UNPRIVILEGED} {data}")
        return cls.unprivileged()

    @property
    def is_root(self) -> bool:
        return self.uid == 0

    @property
    def is_current(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"user {self.uid}"

    @property
    def groups(self) -> list[int] | None:
        """What subprocess's `extra_groups` takes: only root may, and must, drop the groups it is in."""
        return [] if os.geteuid() == 0 else None
