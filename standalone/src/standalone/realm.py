"""The realm of one machine: in place of Keycloak, where nobody has to sign in.

`python -m standalone token` says who somebody is; whoever can read the stack's folder may.
"""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from provodnik.contracts.people import Role
from provodnik.embedded.issuer import Account, Issuer
from provodnik.embedded.ports import LOOPBACK
from standalone.errors import StackError
from standalone.paths import Paths, var_of
from standalone.stack_secrets import StackSecrets, keep_secrets

REALM_PATH: Final = "/keycloak/realms/provodnik"


def realm_of(gateway_url: str, secrets: StackSecrets) -> Issuer:
    return Issuer(gateway_url + REALM_PATH, secrets.realm_key.get_secret_value().encode())


def account_of(realm: Issuer, role: Role, name: str, store_id: UUID | None = None) -> Account:
    """The same person for the same name, each time."""
    return Account(name, frozenset({role}), uuid5(NAMESPACE_URL, f"{realm.url}/{name}"), name, store_id=store_id)


def tokens(realm: Issuer, role: Role, name: str, store_id: UUID | None = None) -> Callable[[], Awaitable[str]]:
    """What a client asks for a living token of this person."""
    account = account_of(realm, role, name, store_id)

    async def token() -> str:
        return realm.token(account)

    return token


def print_token(port: int, var: Path | None, account: tuple[Role, str, UUID | None], seconds: float) -> int:
    """The exit status."""
    paths = Paths((var or var_of(port)).absolute())
    if not paths.run_file.exists():
        sys.stderr.write(f"no stack runs on {paths.var}: start it with `make run`\n")
        return 1
    try:
        realm = realm_of(f"http://{LOOPBACK}:{port}", keep_secrets(paths))
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(realm.token(account_of(realm, *account), seconds) + "\n")
    return 0
