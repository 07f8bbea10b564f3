"""The secrets of one stack: made once, and kept with its data, which can't be opened without them."""

import secrets

from pydantic import Field, SecretStr, ValidationError

from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Wire
from provodnik.embedded.accounts import Account
from provodnik.embedded.folders import write_private_file
from provodnik.embedded.issuer import Issuer
from standalone.errors import StackError
from standalone.paths import Paths


def _fresh() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(32))


def _fresh_realm_key() -> SecretStr:
    return SecretStr(Issuer("").pem().decode())


class StackSecrets(Wire):
    postgres_password: SentSecret = Field(default_factory=_fresh)
    redis_password: SentSecret = Field(default_factory=_fresh)
    admin_token: SentSecret = Field(default_factory=_fresh)
    store_admin_token: SentSecret = Field(default_factory=_fresh)
    card_key: SentSecret = Field(default_factory=_fresh)
    face_service_token: SentSecret = Field(default_factory=_fresh)
    face_key: SentSecret = Field(default_factory=_fresh)
    face_pseudonym_key: SentSecret = Field(default_factory=_fresh)
    realm_key: SentSecret = Field(default_factory=_fresh_realm_key)
    next_face_key: SentSecret | None = None  # while the key of the faces is being changed


def keep_secrets(paths: Paths) -> StackSecrets:
    """Read them; make those that are missing, all of them at the first start. The folder must be there."""
    try:
        kept = StackSecrets.model_validate_json(paths.secrets.read_bytes() if paths.secrets.exists() else b"{}")
    except (OSError, ValidationError):
        # No cause: it would show what stands in the file.
        raise StackError(
            f"{paths.secrets} can't be read, and without it the data beside it can't be opened: "
            f"put a backup in its place, or move {paths.var} away to start with empty data"
        ) from None
    return _written(paths, kept)


def change_secrets(paths: Paths, kept: StackSecrets, **changes: SecretStr | None) -> StackSecrets:
    """Written before it returns."""
    return _written(paths, kept.model_copy(update=changes))


def _written(paths: Paths, secrets: StackSecrets) -> StackSecrets:
    write_private_file(paths.var, paths.secrets.name, secrets.model_dump_json(indent=2), Account.current())
    return secrets
