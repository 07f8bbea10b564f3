"""What an operator's machine runs, with Docker and Python and nothing else: `python3 -m operations COMMAND`."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from operations.care.archive import Archive, ArchiveUnusable
from operations.care.backup import BackupRefused, back_up
from operations.care.restore import BooksDiffer, RestoreRefused, restore
from operations.care.rotation import Rotation, RotationRefused, rotations
from operations.care.upgrade import upgrade
from operations.compose import CHECKOUT, Compose, ComposeFailed
from operations.people import ROLES, NewPerson, PersonRefused, add_person
from operations.secrets import Secrets, SecretsUnusable, make_secrets

REFUSALS: Final = (
    ArchiveUnusable,
    BackupRefused,
    BooksDiffer,
    ComposeFailed,
    PersonRefused,
    RestoreRefused,
    RotationRefused,
    SecretsUnusable,
)


def _secrets(_: argparse.Namespace) -> None:
    folder = _secrets_folder()
    public = urlsplit(os.environ.get("PROVODNIK_URL") or "https://localhost").hostname or "localhost"
    made = make_secrets(folder, tuple(dict.fromkeys((public, "localhost", "127.0.0.1"))))
    _say(f"{folder}: {'made ' + ', '.join(made) if made else 'all there, nothing changed'}")


def _person(arguments: argparse.Namespace) -> None:
    person = NewPerson(arguments.name, arguments.first, arguments.last, arguments.role, arguments.store)
    password = add_person(Compose(), person)
    _say(f"{person.username} ({person.role}) signs in with this password once, and then chooses another: {password}")


def _backup(arguments: argparse.Namespace) -> None:
    final = arguments.to or CHECKOUT / "backups" / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
    archive = back_up(Compose(), final, _say)
    _say(f"backed up into {archive.folder}; the secrets are not in it: keep {_secrets_folder()} apart from it")


def _restore(arguments: argparse.Namespace) -> None:
    restore(Compose(), Archive(arguments.source), _say, instead=arguments.force)


def _upgrade(_: argparse.Namespace) -> None:
    upgrade(Compose(), _say)


def _rotate(arguments: argparse.Namespace) -> None:
    known = rotations(Rotation(Compose(), Secrets(_secrets_folder()), _say))
    if arguments.secret not in known:
        raise RotationRefused(
            f"{arguments.secret!r} can't be changed while everything runs; these can: {', '.join(known)}"
        )
    known[arguments.secret]()


def _secrets_folder() -> Path:
    return Path(os.environ.get("PROVODNIK_SECRETS") or CHECKOUT / "secrets")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="operations", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    command("secrets", _secrets, "make the secrets that are missing, in $PROVODNIK_SECRETS (./secrets)")
    person = command("person", _person, "add somebody who works on the train, at Keycloak")
    person.add_argument("--role", required=True, choices=ROLES)
    person.add_argument("--name", required=True, help="what they sign in with")
    person.add_argument("--first", default="—", help="the first name")
    person.add_argument("--last", default="—", help="the last name")
    person.add_argument("--store", type=UUID, help="the id of the store that they run")
    backup = command("backup", _backup, "all databases and vectors at one moment, while the stack runs")
    backup.add_argument("--to", type=Path, help="a folder that is not there yet (backups/ of the checkout)")
    restoring = command("restore", _restore, "a backup's stack where there is none")
    restoring.add_argument("--from", dest="source", type=Path, required=True, help="the backup's folder")
    restoring.add_argument("--force", action="store_true", help="in place of the data that are there")
    command("upgrade", _upgrade, "new images, one replica after the other")
    rotating = command("rotate", _rotate, "change a secret while everything runs")
    rotating.add_argument("--secret", required=True, help="its name; a wrong one is answered with all of them")
    return parser


def main() -> int:
    arguments = _arguments().parse_args()
    try:
        arguments.run(arguments)
    except REFUSALS as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
