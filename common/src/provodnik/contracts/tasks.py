"""A purchase as the kitchen sees it."""

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.stores import Who
from provodnik.contracts.wire import Moment, Wire


class TaskNotFound(NotFound):
    """The store has no task with this id."""


class TaskMoved(Conflict):
    """The task can't take this step from where it is: `state`, `who` and `at` tell who brought it there, and when."""


class TaskState(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    PREPARING = "preparing"
    READY = "ready"
    HANDED_OVER = "handed_over"
    CANCELED = "canceled"


# Where a task may come from to get there. Steps of no use to a store are left out: what is at hand is ready at once.
COMES_FROM: Final[dict[TaskState, frozenset[TaskState]]] = {
    TaskState.ACCEPTED: frozenset({TaskState.NEW}),
    TaskState.PREPARING: frozenset({TaskState.NEW, TaskState.ACCEPTED}),
    TaskState.READY: frozenset({TaskState.NEW, TaskState.ACCEPTED, TaskState.PREPARING}),
    TaskState.HANDED_OVER: frozenset({TaskState.READY}),
    TaskState.CANCELED: frozenset({TaskState.NEW, TaskState.ACCEPTED, TaskState.PREPARING, TaskState.READY}),
}


class TaskStepTo(StrEnum):
    """The states that staff bring a task to."""

    ACCEPTED = "accepted"
    PREPARING = "preparing"
    READY = "ready"
    HANDED_OVER = "handed_over"
    CANCELED = "canceled"


class TaskLine(Wire):
    item_id: UUID
    name: str
    count: int


class TaskRead(Wire):
    id: UUID
    store_id: UUID
    user_id: UUID | None
    purchase_id: UUID
    is_ready: bool
    additional_data: dict[str, Any]
    state: TaskState
    number: int = Field(description="To call the customer by.")
    items: list[TaskLine]
    total_penny: int
    created_at: Moment
    accepted_at: Moment | None
    preparing_at: Moment | None
    ready_at: Moment | None
    handed_over_at: Moment | None
    canceled_at: Moment | None
    waiting_seconds: int = Field(description="From the purchase until it was ready or canceled; until now before that.")


class TaskStepRead(Wire):
    from_state: TaskState | None
    to_state: TaskState
    who: Who
    at: Moment


class TaskDetails(TaskRead):
    steps: list[TaskStepRead] = Field(description="The oldest first.")
