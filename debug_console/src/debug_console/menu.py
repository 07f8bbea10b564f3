"""A topic's commands: coroutines that take the client and their options, and answer a view."""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Concatenate, Final, Generic, ParamSpec, TypeVar

import typer
from pydantic import ValidationError

from debug_console.config import ConsoleSettings
from debug_console.failures import MISUSED, CommandFailed, faults, no_answer
from debug_console.views import View, show
from provodnik.clients.admin_access import FAILURES, NO_ACCESS, Gateway
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.clients.store_admin import StoreAdminClient

Client = TypeVar("Client")
Options = ParamSpec("Options")
Act = Callable[Concatenate[Client, Options], Awaitable[View]]
Reach = Callable[[Gateway], AbstractAsyncContextManager[Client]]

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


class _MenuOf(Generic[Client]):
    def __init__(self, name: str, words: str, reach: Reach[Client]) -> None:
        self.typer = typer.Typer(name=name, help=words)
        self._reach = reach

    def command(self, name: str) -> Callable[[Act[Client, Options]], Act[Client, Options]]:
        def register(act: Act[Client, Options]) -> Act[Client, Options]:
            self.typer.command(name, help=act.__doc__)(_in_loop_of_its_own(act, self._reach))
            return act

        return register


class Menu(_MenuOf[BaseAdminClient]):
    """Of what base_server's admin API does."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(name, words, Gateway.admin)


class StoreMenu(_MenuOf[StoreAdminClient]):
    """Of what store_server's admin API does."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(name, words, _store_admin)


@asynccontextmanager
async def _store_admin(gateway: Gateway) -> AsyncGenerator[StoreAdminClient]:
    async with gateway.store_admin() as client:
        if client is None:
            raise CommandFailed(
                "TokenMissing",
                "there is no admin token of store_server: set CONSOLE_STORE_ADMIN_TOKEN to its STORE_ADMIN_TOKEN, or "
                "name the run.json of a stack that `make run` started",
                MISUSED,
            )
        yield client


_COMMON: Final = (
    inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=AsJson),
    inspect.Parameter("run_json", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=RunJson),
)


def _in_loop_of_its_own(act: Act[Client, ...], reach: Reach[Client]) -> Callable[..., None]:
    """What typer can call: its signature is the coroutine's, with the common options in place of the client."""

    def run(context: typer.Context, *, as_json: bool, run_json: Path | None, **options: Any) -> None:
        common = context.find_object(Common) or Common()
        gateway = _gateway(run_json or common.run_json)
        try:
            view = asyncio.run(_ask(reach(gateway), act, options))
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


async def _ask(reached: AbstractAsyncContextManager[Client], act: Act[Client, ...], options: dict[str, Any]) -> View:
    async with reached as client:
        return await act(client, **options)
