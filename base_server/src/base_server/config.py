from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from base_server.face_api.settings import FaceApiSettings
from base_server.telemetry.limits import AlarmLimits
from provodnik.contracts.stations import TimeZone
from provodnik.server.database import DatabaseSettings
from provodnik.server.realm_keys import SignInSettings
from provodnik.server.redis_async import RedisSettings
from provodnik.server.serving import Listening
from provodnik.server.settings import ServiceSettings, strong_secret

Secret = Annotated[SecretStr, AfterValidator(strong_secret)]


class BaseServerSettings(ServiceSettings):
    """base_server's settings, from variables that begin with `BASE_`. Secrets have no default."""

    model_config = SettingsConfigDict(env_prefix="BASE_")

    database: DatabaseSettings
    redis: RedisSettings
    listening: Listening = Listening()
    admin_token: Secret
    admin_api: Literal["on", "off"] = "off"
    default_time_zone: TimeZone = "Europe/Moscow"
    card_key: Annotated[Secret | None, Field(description="engineers' cards are kept under it")] = None
    failure_limit: Annotated[int, Field(ge=1)] = 20
    audit_days: Annotated[int, Field(ge=1, le=36_500, description="for which the audit log is kept")] = 400
    telemetry_days: Annotated[int, Field(ge=1, le=3650, description="for which robots' telemetry is kept")] = 30
    silent_robot_seconds: Annotated[
        float, Field(ge=1, description="without telemetry of an assigned robot, until that is an alarm")
    ] = 300
    alarms: AlarmLimits = AlarmLimits()
    evidence_days: Annotated[int, Field(ge=1, le=365, description="for which pictures of incidents are kept")] = 30
    sign_in: Annotated[
        SignInSettings | None, Field(description="of people on the web; without it they have no routes")
    ] = None
    face: FaceApiSettings | None = None
    face_boarding: Literal["on", "off"] = "off"

    @field_validator("face_boarding")
    @classmethod
    def _needs_face_server(cls, switch: str, info: ValidationInfo) -> str:
        # Absent, not None, where it is there and wrong: that is told already.
        if switch == "on" and info.data.get("face", switch) is None:
            raise ValueError("needs BASE_FACE__URL and BASE_FACE__TOKEN")
        return switch
