"""The kiosk's settings: environment variables that begin with ROBOT_."""

import re
import ssl
import sys
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, FilePath, HttpUrl, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from provodnik.contracts.wire import Line60
from robot.auth.key_store import KeyKind
from robot.hardware.sensors import FORMS as FORMS_OF_SENSORS
from robot.hardware.sensors import is_sensors
from robot.video.choice import FORMS, is_camera

_SIZE = re.compile(r"(\d{3,5})x(\d{3,5})")


def _camera(setting: str) -> str:
    if not is_camera(setting):
        raise ValueError(f"takes {FORMS}")
    return setting


def _sensors(setting: str) -> str:
    if not is_sensors(setting):
        raise ValueError(f"takes {FORMS_OF_SENSORS}")
    return setting


def _size(setting: str) -> str:
    if not _SIZE.fullmatch(setting):
        raise ValueError("takes width and height in pixels, such as 1024x600")
    return setting


Seconds = Annotated[float, Field(gt=0, le=3600)]


def _authority(path: Path) -> Path:
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        raise ValueError(f"{path} holds no certificate") from None
    return path


class RobotSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ROBOT_", frozen=True)

    server_url: HttpUrl = Field(default=HttpUrl("http://127.0.0.1:8080"), description="the gateway")
    server_ca: Annotated[FilePath, AfterValidator(_authority)] | None = Field(
        default=None, description="who signed the gateway's certificate, where it is the railway's own authority (PEM)"
    )
    data_folder: Path = Field(
        default=Path("~/.local/share/provodnik-robot"),
        description="a folder of the robot's own: its key, id and kept checks",
    )
    model_id: Line60 = Field(default="kiosk", description="the robot model's id, 1 to 60 characters")
    model_name: Line60 = Field(default="Provodnik kiosk", description="the robot model's name, 1 to 60 characters")
    key_kind: KeyKind = Field(
        default=KeyKind.X25519, description="x25519 or rsa; only for a key that is still to be made"
    )
    camera: Annotated[str, AfterValidator(_camera)] = Field(default="webcam:0", description=FORMS)
    frames_per_second: Annotated[float, Field(ge=1, le=60)] = Field(default=15, description="1 to 60")
    idle_seconds: Seconds = Field(default=30, description="seconds without a touch until the warning")
    warning_seconds: Annotated[int, Field(ge=1, le=300)] = Field(
        default=10, description="whole seconds that the warning stays"
    )
    retry_seconds: Seconds = Field(default=2, description="seconds between two tries of a check that got no answer")
    poll_seconds: Seconds = Field(default=3, description="seconds between two questions where the robot is")
    telemetry_seconds: Seconds = Field(default=60, description="seconds between two reports of how the robot is")
    sensors: Annotated[str, AfterValidator(_sensors)] = Field(default="system", description=FORMS_OF_SENSORS)
    window: Annotated[str, AfterValidator(_size)] = Field(
        default="1024x600", description="width and height, such as 1024x600"
    )
    full_screen: bool = Field(default=False, description="on or off")
    reduced_motion: bool = Field(default=False, description="on or off: screens change without sliding")
    language: Literal["ru", "en"] = Field(default="ru", description="ru or en")
    panel_socket: Path | None = Field(default=None, description="the path of a Unix socket for a simulated touch panel")

    @property
    def window_size(self) -> tuple[int, int]:
        width, height = self.window.split("x")
        return int(width), int(height)


def read_settings() -> RobotSettings:
    """From the environment, or exit with status 2 and a line for each fault."""
    try:
        return RobotSettings()
    except ValidationError as error:
        for fault in error.errors():
            sys.stderr.write(_line(str(fault["loc"][0]), fault["msg"]) + "\n")
        raise SystemExit(2) from None


def _line(name: str, message: str) -> str:
    field = RobotSettings.model_fields[name]
    return f"ROBOT_{name.upper()} can't be used: {message}. It takes {field.description}."
