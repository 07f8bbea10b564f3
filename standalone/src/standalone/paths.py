"""Where the stack keeps what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_PORT: Final = 8080
CHECKOUT: Final = Path(__file__).resolve().parents[3]


def var_of(port: int) -> Path:
    """The default port has var/ itself; any other a folder of its own in it, so that two stacks can run at a time."""
    var = CHECKOUT / "var"
    return var if port == DEFAULT_PORT else var / str(port)


@dataclass(frozen=True)
class Paths:
    """The files and folders of one stack. All of them are closed to other users."""

    var: Path

    @property
    def lock(self) -> Path:
        return self.var / "stack.pid"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets.json"

    @property
    def run_file(self) -> Path:
        return self.var / "run.json"

    @property
    def start_file(self) -> Path:
        """How long the last start took: `{"seconds": float}`."""
        return self.var / "start.json"

    @property
    def postgres(self) -> Path:
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    @property
    def chroma(self) -> Path:
        return self.var / "chroma"

    @property
    def services(self) -> Path:
        return self.var / "services"

    @property
    def faces(self) -> Path:
        return self.var / "faces"

    @property
    def kiosk(self) -> Path:
        return self.var / "kiosk"
