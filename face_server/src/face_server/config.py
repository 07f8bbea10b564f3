from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from provodnik.server.redis_async import RedisSettings
from provodnik.server.serving import Listening
from provodnik.server.settings import ServiceSettings, strong_secret

Secret = Annotated[SecretStr, AfterValidator(strong_secret)]


class FaceServerSettings(ServiceSettings):
    """face_server's settings, from variables that begin with `FACE_`. Secrets have no default."""

    model_config = SettingsConfigDict(env_prefix="FACE_")

    listening: Listening = Listening()
    service_token: Secret = Field(description="base_server's, the only client")
    next_service_token: Secret | None = Field(default=None, description="accepted as well while the token is changed")
    chroma_url: str = Field(description="ChromaDB's HTTP address, such as http://127.0.0.1:8000")
    redis: RedisSettings = Field(description="through which replicas tell each other what changed")

    key: Secret = Field(description="of the rotation under which vectors are kept; `rotate_key` changes it")
    pseudonym_key: Secret = Field(description="of the ids under which people are kept; it is never changed")
    new_collection: Literal["off", "on"] = Field(
        default="off", description="on: begin anew where there are vectors of another engine or key"
    )
    compare_seconds: float = Field(
        default=15, gt=0, le=50, description="how often memory is compared with Chroma, whatever replicas tell"
    )

    chroma_folder: Path | None = Field(
        default=None,
        description="Chroma's folder, where it can be reached: the free space of its SQLite is swept after erasures",
    )

    sweep_seconds: float = Field(default=5, ge=0, le=3600, description="from an erasure until that, with others'")

    engine: str = Field(default="mobilefacenet", description="mobilefacenet, dlib, auto or manifest:<path of a TOML>")
    weights: Path | None = Field(default=None, description="MobileFaceNet's file, where it isn't in its usual place")
    workers: int | None = Field(
        default=None, ge=1, le=64, description="processes that read pictures; default: cores, at most 4"
    )


class RotateKeySettings(ServiceSettings):
    """What a change of the key needs."""

    model_config = SettingsConfigDict(env_prefix="FACE_")

    chroma_url: str = Field(description="ChromaDB's HTTP address, such as http://127.0.0.1:8000")
    key: Secret = Field(description="the key as it was so far")
    next_key: Secret = Field(description="the key as it will be")
    chroma_folder: Path | None = Field(default=None, description="as the service's; swept when the key is changed")
