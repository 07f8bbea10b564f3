from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from provodnik.contracts.stations import TimeZone
from provodnik.server.database import DatabaseSettings
from provodnik.server.realm_keys import SignInSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.server.serving import Listening
from provodnik.server.settings import ServiceSettings, strong_secret
from store_server.accounting.settings import AccountingSettings

Secret = Annotated[SecretStr, AfterValidator(strong_secret)]


class StoreServerSettings(ServiceSettings):
    """store_server's settings, from variables that begin with `STORE_`. Secrets have no default."""

    model_config = SettingsConfigDict(env_prefix="STORE_")

    database: DatabaseSettings
    # The one that base_server keeps the devices' sessions in.
    redis: RedisSettings
    listening: Listening = Listening()
    admin_token: Secret
    admin_api: Literal["on", "off"] = "off"
    # Of store staff on the web: without it the terminals and robots alone are let in.
    sign_in: SignInSettings | None = None
    time_zone: Annotated[TimeZone, Field(description="whose days a store's numbers and reports are of")] = (
        "Europe/Moscow"
    )
    accounting: AccountingSettings = AccountingSettings()
