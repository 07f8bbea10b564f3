"""How webhooks are sent, and when an unanswered one is sent again."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, FilePath

Seconds = Annotated[float, Field(gt=0)]


class AccountingSettings(BaseModel):
    """Of webhooks.

    `private_targets`: whether they may go to addresses of this machine and of private networks, where services listen
    that trust whoever reaches them. Then, and only to this machine itself, plain http will do.
    `authority`: who signs the receivers' certificates beside those that the whole world trusts (PEM).
    """

    private_targets: Literal["refused", "allowed"] = "refused"
    authority: FilePath | None = None
    connect_seconds: Seconds = 5
    answer_seconds: Seconds = 10
    # Of the whole attempt. A delivery that its dispatcher didn't bring to an end is due again after twice that.
    attempt_seconds: Seconds = 15
    # To one endpoint at once: one that hangs holds up no other.
    parallel: Annotated[int, Field(ge=1, le=100)] = 8
    first_retry_seconds: Seconds = 5
    longest_retry_seconds: Seconds = 3600
    # Whichever comes first makes a dead letter of it.
    most_attempts: Annotated[int, Field(ge=1, le=1000)] = 40
    longest_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 24
    look_seconds: Seconds = 1
    # While a secret is being changed, the one before signs as well.
    secret_overlap_hours: Annotated[float, Field(ge=0, le=24 * 30)] = 24

    @property
    def claim_seconds(self) -> float:
        return 2 * self.attempt_seconds
