"""`make person`: somebody who works on the train, at the stack's own Keycloak.

Passengers register themselves. Who has a role is given it here, by Keycloak's own command inside its container, for its
administration isn't to be reached from outside.
"""

import json
import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from operations.compose import Compose
from operations.secrets import fresh

ROLES: Final = ("store_staff", "security", "passenger")
_REALM: Final = "provodnik"
_COMMAND: Final = "/opt/keycloak/bin/kcadm.sh"
# Read inside the container: a password among a command's arguments is seen by everybody on the machine.
_SIGN_IN: Final = f"""
set -euo pipefail
umask 077
trap 'rm -f /tmp/kcadm.config' EXIT
export KC_CLI_PASSWORD="$(< /run/secrets/keycloak_admin_password)"
kcadm() {{ {_COMMAND} "$@" --config /tmp/kcadm.config; }}
kcadm config credentials --server http://127.0.0.1:8080/keycloak --realm master --user admin > /dev/null 2>&1
"""


class PersonRefused(Exception):
    """Nobody was added; the message says why."""


@dataclass(frozen=True)
class NewPerson:
    username: str
    first_name: str
    last_name: str
    role: str
    store_id: UUID | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.@+-]{3,100}", self.username):
            raise PersonRefused("a user name has 3 to 100 letters, digits and . @ + - _")
        if self.role not in ROLES:
            raise PersonRefused(f"there is no role {self.role!r}; there are {', '.join(ROLES)}")
        if (self.role == "store_staff") != (self.store_id is not None):
            raise PersonRefused("the staff of a store, and nobody else, has the store's id (STORE=)")


def add_person(compose: Compose, person: NewPerson, password: str | None = None) -> str:
    """The password: a temporary one, which they change when they first sign in, unless it was given.

    Raises PersonRefused, ComposeFailed.
    """
    temporary = password is None
    chosen = password or fresh()[:16]
    account = {
        "username": person.username,
        "enabled": True,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "attributes": {"store_id": [str(person.store_id)]} if person.store_id else {},
        "credentials": [{"type": "password", "value": chosen, "temporary": temporary}],
    }
    # The whole of it by standard input, the password too; the role is given by the user's name.
    script = f"""
if ! said="$(kcadm create users -r {_REALM} -f - 2>&1)"; then
    echo "refused: $said"
    exit 0
fi
kcadm add-roles -r {_REALM} --uusername {person.username} --rolename {person.role}
echo added
"""
    said = _as_administrator(compose, script, json.dumps(account).encode())
    if "refused:" in said:
        raise PersonRefused(said.partition("refused:")[2].strip())
    return chosen


def kcadm(compose: Compose, arguments: str, stdin: bytes | None = None) -> str:
    """What Keycloak's own command says. Raises ComposeFailed."""
    return _as_administrator(compose, f"kcadm {arguments}", stdin)


def _as_administrator(compose: Compose, script: str, stdin: bytes | None) -> str:
    return compose.exec("keycloak", "bash", "-c", f"{_SIGN_IN}\n{script}", stdin=stdin).decode()
