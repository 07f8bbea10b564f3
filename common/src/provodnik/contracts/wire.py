"""The base of every shape on the wire, and the kinds of text, number and time that it is made of."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

# No control characters: PostgreSQL refuses NUL, and the rest has no place in one line of text.
LINE = r"^[^\x00-\x1f\x7f]*$"


class Wire(BaseModel):
    """What a server answers. Unknown fields are ignored, so that an older client reads a newer server."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        validate_by_name=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,  # an answer can hold a passenger's name, and an error's text ends up in a log
    )


class Command(BaseModel):
    """What a client asks. Unknown fields are refused: a misspelt one would otherwise be lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Ok(Wire):
    """The answer of what has nothing to say but that it was done."""

    status: str = "OK"


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Line60 = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=LINE)]
Line256 = Annotated[str, StringConstraints(min_length=1, max_length=256, pattern=LINE)]
Id60 = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.:-]+$")]

# Bounded, so that no time zone can carry a moment out of what datetime holds.
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC)),
    AfterValidator(_in_utc),
]

TrainNumber = Annotated[int, Field(ge=1, le=999_999, strict=True)]
WagonNumber = Annotated[int, Field(ge=1, le=999, strict=True)]
PlaceNumber = Annotated[int, Field(ge=1, le=999, strict=True)]
