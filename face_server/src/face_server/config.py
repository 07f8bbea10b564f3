from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from provodnik.server.serving import Listening
from provodnik.server.settings import strong_secret

Secret = Annotated[SecretStr, AfterValidator(strong_secret)]


class FaceServerSettings(BaseSettings):
    """face_server's settings, from variables that begin with `FACE_`. Secrets have no default."""

    model_config = SettingsConfigDict(env_prefix="FACE_", env_nested_delimiter="__", extra="ignore")

    listening: Listening = Listening()
    service_token: Secret = Field(description="base_server's, the only client")
    next_service_token: Secret | None = Field(default=None, description="accepted as well while the token is changed")
    chroma_url: str = Field(description="ChromaDB's HTTP address, such as http://127.0.0.1:8000")
