"""What an operator's machine runs, with Docker and Python and nothing else: `python3 -m operations COMMAND`."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from operations.compose import CHECKOUT, Compose, ComposeFailed
from operations.people import ROLES, NewPerson, PersonRefused, add_person
from operations.secrets import SecretsUnusable, make_secrets


def _secrets(_: argparse.Namespace) -> None:
    folder = Path(os.environ.get("PROVODNIK_SECRETS") or CHECKOUT / "secrets")
    public = urlsplit(os.environ.get("PROVODNIK_URL") or "https://localhost").hostname or "localhost"
    made = make_secrets(folder, tuple(dict.fromkeys((public, "localhost", "127.0.0.1"))))
    _say(f"{folder}: {'made ' + ', '.join(made) if made else 'all there, nothing changed'}")


def _person(arguments: argparse.Namespace) -> None:
    person = NewPerson(arguments.name, arguments.first, arguments.last, arguments.role, arguments.store)
    password = add_person(Compose(), person)
    _say(f"{person.username} ({person.role}) signs in with this password once, and then chooses another: {password}")


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
    return parser


def main() -> int:
    arguments = _arguments().parse_args()
    try:
        arguments.run(arguments)
    except (SecretsUnusable, PersonRefused, ComposeFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
