"""What is said over the simulated touch panel's socket: one JSON object per line, and one in answer."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tap(_Message):
    """Press and release the middle of the visible item that carries this touch, such as "board" or "language"."""

    do: Literal["tap"] = "tap"
    touch: str


class Picture(_Message):
    """Save what the window shows as a PNG file."""

    do: Literal["picture"] = "picture"
    path: Path


class WhatIsShown(_Message):
    do: Literal["shown"] = "shown"


class AwaitView(_Message):
    """Wait until a view of this name with a number greater than `after` is shown, or was already.

    `hint`: and with this advice, such as "closer"; an empty one is none.
    """

    do: Literal["await"] = "await"
    view: str
    after: int = 0
    hint: str | None = None
    seconds: Annotated[float, Field(gt=0, le=600)] = 10


class Language(_Message):
    """Tap the switch of languages."""

    do: Literal["language"] = "language"


class ReadVitals(_Message):
    do: Literal["vitals"] = "vitals"


class ResetVitals(_Message):
    do: Literal["reset_vitals"] = "reset_vitals"


Request = Annotated[
    Tap | Picture | WhatIsShown | AwaitView | Language | ReadVitals | ResetVitals, Field(discriminator="do")
]
REQUEST: TypeAdapter[Request] = TypeAdapter(Request)


class Outcome(BaseModel):
    """What every answer says first."""

    ok: bool


class Done(_Message):
    ok: Literal[True] = True


class Refused(_Message):
    ok: Literal[False] = False
    reason: str


class Seen(Done):
    """`at`: monotonic time in seconds when the view was shown."""

    view: str
    number: int
    at: float
    hint: str = ""


class Vitals(Done):
    """Stalls are counted since the last reset: how late the event loop came to a task that was due."""

    memory_mb: float
    stalls: int
    longest_stall_ms: float
    stall_p99_ms: float
    beats: int
