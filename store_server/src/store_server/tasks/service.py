from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from fastapi_pagination import Params
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from provodnik.contracts.board import BoardEventKind
from provodnik.contracts.pages import Page
from provodnik.contracts.purchases import PurchaseNotFound
from provodnik.contracts.stores import Who, WhoKind
from provodnik.contracts.tasks import (
    COMES_FROM,
    TaskDetails,
    TaskLine,
    TaskMoved,
    TaskNotFound,
    TaskRead,
    TaskState,
    TaskStepRead,
)
from provodnik.server.pagination import page_of
from store_server.askers import StoreAsker, columns_of
from store_server.models import Purchase, Task, TaskStep
from store_server.outbox import Outbox
from store_server.purchases.after_sale import AfterSale

_WAITING: Final = (TaskState.NEW, TaskState.ACCEPTED, TaskState.PREPARING)
_WHOLE: Final = (joinedload(Task.purchase).selectinload(Purchase.items),)


class TaskService:
    """A store's tasks and their steps. Of two who take a step at once the first wins, and the second hears of it."""

    def __init__(self, session: AsyncSession, after_sale: AfterSale, outbox: Outbox) -> None:
        self._session = session
        self._after_sale = after_sale
        self._outbox = outbox

    async def page(self, store_id: UUID, params: Params, *, also_ready: bool) -> Page[TaskRead]:
        """Those that wait, the oldest first; `also_ready`: and those that are ready to be handed over."""
        states = (*_WAITING, TaskState.READY) if also_ready else _WAITING
        query = select(Task).where(Task.store_id == store_id, Task.state.in_(states))
        query = query.order_by(Task.created_at, Task.id).options(*_WHOLE)
        return await page_of(self._session, query, params, _read)

    async def get(self, store_id: UUID, task_id: UUID) -> TaskDetails:
        task = await self._one(select(Task).where(Task.id == task_id, Task.store_id == store_id))
        steps = await self._session.scalars(select(TaskStep).where(TaskStep.task_id == task_id).order_by(TaskStep.id))
        return TaskDetails(**_read(task).model_dump(), steps=[_step(step) for step in steps])

    async def cancel_purchase(self, asker: StoreAsker, purchase_id: UUID, reason: str | None) -> None:
        """Raises PurchaseNotFound, TaskMoved."""
        of_purchase = select(Task.id).where(Task.purchase_id == purchase_id, Task.store_id == asker.store_id)
        task_id = await self._session.scalar(of_purchase)
        if task_id is None:
            raise PurchaseNotFound
        await self.step(asker, task_id, TaskState.CANCELED, reason)

    async def step(self, asker: StoreAsker, task_id: UUID, to: TaskState, reason: str | None = None) -> TaskRead:
        """The same step of the same asker again is done once. Raises TaskNotFound, TaskMoved."""
        task = await self._one(
            select(Task).where(Task.id == task_id, Task.store_id == asker.store_id).with_for_update(of=Task)
        )
        was = TaskState(task.state)
        if was not in COMES_FROM[to]:
            last = await self._last_step(task_id)
            if was is to and last.who.id == asker.id:
                return _read(task)
            raise TaskMoved(
                f"the task is {was}", state=was, who=last.who.model_dump(mode="json"), at=last.at.isoformat()
            )
        moment = {f"{to}_at": func.now()}
        await self._session.execute(update(Task).where(Task.id == task_id).values(state=to, **moment))
        self._session.add(TaskStep(task_id=task_id, from_state=was, to_state=to, **columns_of(asker.who())))
        if to is TaskState.HANDED_OVER:
            await self._after_sale.pay(task.purchase_id)
        elif to is TaskState.CANCELED:
            await self._after_sale.cancel(task.purchase_id, asker, reason)
        return await self._shown(task_id)

    async def _shown(self, task_id: UUID) -> TaskRead:
        read = _read(await self._one(select(Task).where(Task.id == task_id)))
        told = {"task_id": str(read.id), "purchase_id": str(read.purchase_id), "number": read.number}
        await self._outbox.show(BoardEventKind.TASK_MOVED, read.store_id, told | {"state": read.state})
        return read

    async def _last_step(self, task_id: UUID) -> TaskStepRead:
        steps = select(TaskStep).where(TaskStep.task_id == task_id).order_by(TaskStep.id.desc()).limit(1)
        return _step((await self._session.scalars(steps)).one())

    async def _one(self, query: Select[Task]) -> Task:
        task = await self._session.scalar(query.options(*_WHOLE).execution_options(populate_existing=True))
        if task is None:
            raise TaskNotFound
        return task


def _step(step: TaskStep) -> TaskStepRead:
    return TaskStepRead(
        from_state=TaskState(step.from_state) if step.from_state else None,
        to_state=TaskState(step.to_state),
        who=Who(kind=WhoKind(step.who_kind), id=step.who_id, name=step.who_name),
        at=step.created_at,
    )


def _read(task: Task) -> TaskRead:
    ended = task.ready_at or task.canceled_at or datetime.now(UTC)
    lines = [TaskLine(item_id=line.store_item_id, name=line.name, count=line.count) for line in task.purchase.items]
    return TaskRead(
        id=task.id,
        store_id=task.store_id,
        user_id=task.user_id,
        purchase_id=task.purchase_id,
        is_ready=task.is_ready,
        additional_data=task.additional_data,
        state=TaskState(task.state),
        number=task.purchase.number,
        items=lines,
        total_penny=task.purchase.total_penny,
        created_at=task.created_at,
        accepted_at=task.accepted_at,
        preparing_at=task.preparing_at,
        ready_at=task.ready_at,
        handed_over_at=task.handed_over_at,
        canceled_at=task.canceled_at,
        waiting_seconds=max(int((ended - task.created_at).total_seconds()), 0),
    )
