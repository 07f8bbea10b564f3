from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from provodnik.contracts.pages import Page
from provodnik.contracts.tasks import TaskDetails, TaskMoved, TaskNotFound, TaskRead, TaskState, TaskStepTo
from provodnik.server.pagination import PageParams
from provodnik.server.problem_details import refusals
from store_server.authentication import StoreAskerDep
from store_server.dependencies import TaskServiceDep

router = APIRouter()


@router.get("/tasks")
async def get_tasks(
    params: PageParams,
    asker: StoreAskerDep,
    tasks: TaskServiceDep,
    *,
    also_ready_tasks: Annotated[bool, Query()] = False,
) -> Page[TaskRead]:
    """List the tasks that wait, the oldest first, and on request those that are ready to be handed over."""
    return await tasks.page(asker.store_id, params, also_ready=also_ready_tasks)


@router.get("/task/{task_id}", responses=refusals(TaskNotFound))
async def get_task(task_id: UUID, asker: StoreAskerDep, tasks: TaskServiceDep) -> TaskDetails:
    """Tell where a task is, and who brought it there by which steps."""
    return await tasks.get(asker.store_id, task_id)


@router.put("/task/{task_id}/{state}", responses=refusals(TaskNotFound, TaskMoved))
async def take_step(task_id: UUID, state: TaskStepTo, asker: StoreAskerDep, tasks: TaskServiceDep) -> TaskRead:
    """Bring a task to its next state. Of two at once the first wins, and the second is told who it was.

    With `handed_over` the purchase is paid; with `canceled` it is canceled, and its stock given back.
    """
    return await tasks.step(asker, task_id, TaskState(state))
