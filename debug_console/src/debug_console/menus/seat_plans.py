from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError

from debug_console.failures import faults
from debug_console.menu import Menu
from debug_console.parameters import Everything, PageNumber, PageSize, chosen
from debug_console.views import Columns, View, done, one, page_of
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.wagons import SeatPlanCreate, SeatPlanRead, SeatPlanUpdate

menu = Menu("seat-plans", "The places of each kind of wagon; `trips wagons` says which wagons run.")

_COLUMNS: Final[Columns[SeatPlanRead]] = {
    "id": lambda plan: plan.id,
    "kind": lambda plan: plan.kind,
    "Russian": lambda plan: plan.name_ru,
    "English": lambda plan: plan.name_en,
    "places": lambda plan: len(plan.places),
}


def _plan(text: str) -> SeatPlanCreate:
    try:
        return SeatPlanCreate.model_validate_json(Path(text).read_bytes())
    except OSError as error:
        raise typer.BadParameter(f"{text} can't be read: {error.strerror}") from None
    except ValidationError as error:
        raise typer.BadParameter(f"{text}: {faults(error)}") from None


Plan = Annotated[SeatPlanCreate, typer.Argument(parser=_plan, metavar="FILE", help="JSON, as `list --json` tells it.")]


@menu.command("list")
async def list_plans(
    admin: BaseAdminClient, page: PageNumber = 1, size: PageSize = 50, *, everything: Everything = False
) -> View:
    """List them by id."""
    return page_of(await chosen(admin.seat_plans, page, size, everything=everything), _COLUMNS)


@menu.command("add")
async def add_plan(admin: BaseAdminClient, plan: Plan) -> View:
    """Describe a kind of wagon."""
    return one(await admin.add_seat_plan(plan), _COLUMNS)


@menu.command("update")
async def update_plan(admin: BaseAdminClient, plan: Plan) -> View:
    """Describe it anew; a plan that wagons are of keeps its places."""
    update = SeatPlanUpdate(**dict(plan.model_dump(exclude={"id"})))
    return one(await admin.update_seat_plan(plan.id, update), _COLUMNS)


@menu.command("delete")
async def delete_plan(admin: BaseAdminClient, plan_id: Annotated[str, typer.Argument()]) -> View:
    """Remove one that no wagon is of."""
    return done(await admin.delete_seat_plan(plan_id), f"The seat plan {plan_id} is removed.")
