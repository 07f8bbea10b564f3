"""A topic's commands: coroutines that take the client and their options, and answer a view."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Concatenate, Final, ParamSpec

import typer
from pydantic import ValidationError

from debug_console.config import ConsoleSettings
from debug_console.failures import MISUSED, CommandFailed, faults, no_answer
from debug_console.views import View, show
from provodnik.clients.admin_access import FAILURES, NO_ACCESS, Gateway
from provodnik.clients.base_admin import BaseAdminClient

Options = ParamSpec("Options")
Act = Callable[Concatenate[BaseAdminClient, Options], Awaitable[View]]

AsJson = Annotated[bool, typer.Option("--json", help="The server's answer as one JSON document.")]
RunJson = Annotated[
    Path | None,
    typer.Option("--run-json", help="The run.json of a stack that `make run` started: in place of address and token."),
]


@dataclass(frozen=True)
class Common:
    """The options that may stand before the topic as well as after the command."""

    as_json: bool = False
    run_json: Path | None = None


class Menu:
    def __init__(self, name: str, words: str) -> None:
        self.typer = typer.Typer(name=name, help=words)

    def command(self, name: str) -> Callable[[Act[Options]], Act[Options]]:
        def register(act: Act[Options]) -> Act[Options]:
            self.typer.command(name, help=act.__doc__)(_in_loop_of_its_own(act))
            return act

        return register


_COMMON: Final = (
    inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=AsJson),
    inspect.Parameter("run_json", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=RunJson),
)


def _in_loop_of_its_own(act: Act[...]) -> Callable[..., None]:
    """What typer can call: its signature is the coroutine's, with the common options in place of the client."""

    def run(context: typer.Context, *, as_json: bool, run_json: Path | None, **options: Any) -> None:
        common = context.find_object(Common) or Common()
        gateway = _gateway(run_json or common.run_json)
        try:
            view = asyncio.run(_ask(gateway, act, options))
        except FAILURES as error:
            raise no_answer(error, gateway) from error
        except ValidationError as error:
            raise CommandFailed("MalformedInput", faults(error), MISUSED) from None
        show(view, as_json=as_json or common.as_json)

    context = next(iter(inspect.signature(run).parameters.values()))
    own = list(inspect.signature(act, eval_str=True).parameters.values())[1:]
    run.__signature__ = inspect.Signature([context, *own, *_COMMON])  # pyright: ignore[reportFunctionMemberAccess] - PEP 362 has it
    return run


def _gateway(run_json: Path | None) -> Gateway:
    try:
        return ConsoleSettings.find(run_json)
    except NO_ACCESS as error:
        raise CommandFailed(type(error).__name__, str(error), MISUSED) from error


async def _ask(gateway: Gateway, act: Act[...], options: dict[str, Any]) -> View:
    async with gateway.admin() as admin:
        return await act(admin, **options)
