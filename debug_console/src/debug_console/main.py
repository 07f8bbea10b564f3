"""`python -m debug_console`, also installed as `provodnik-console`."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import typer

from debug_console.failures import MISUSED, PROGRAM, REFUSED, CommandFailed
from debug_console.menu import AsJson, Common, RunJson
from debug_console.menus import (
    assignments,
    audit,
    checks,
    destinations,
    engineers,
    faces,
    help_calls,
    robots,
    seat_plans,
    shops,
    stations,
    stores,
    terminals,
    tickets,
    trips,
    users,
    webhooks,
)

console = typer.Typer(
    help="The engineer's command line of Provodnik.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for topic in (
    engineers,
    users,
    faces,
    robots,
    assignments,
    stations,
    seat_plans,
    trips,
    destinations,
    tickets,
    checks,
    shops,
    stores,
    terminals,
    webhooks,
    help_calls,
    audit,
):
    console.add_typer(topic.menu.typer, no_args_is_help=True)


@console.callback()
def take_common_options(context: typer.Context, *, as_json: AsJson = False, run_json: RunJson = None) -> None:
    context.obj = Common(as_json, run_json)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, 1 where the server refuses or can't be had, 2 for misuse."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status: Any = console(given, prog_name=PROGRAM, standalone_mode=False)
    except CommandFailed as failure:
        _tell(failure, as_json="--json" in given)
        return failure.status
    except typer.Abort:
        _tell(CommandFailed("Stopped", "stopped before anything was changed"), as_json="--json" in given)
        return REFUSED
    except typer.TyperException as misuse:
        # Without any arguments the help has been shown, and there is nothing to add.
        if told := misuse.format_message():
            _tell(CommandFailed("Misuse", f"{told} (--help tells more)", MISUSED), as_json="--json" in given)
        return MISUSED
    return status if isinstance(status, int) else 0


def _tell(failure: CommandFailed, *, as_json: bool) -> None:
    document = {"code": failure.code, "detail": failure.detail}
    sys.stderr.write(f"{json.dumps(document, ensure_ascii=False) if as_json else failure.detail}\n")
