"""`python -m standalone`: what the Makefile's commands do."""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from provodnik.contracts.people import Role
from provodnik.embedded.issuer import TOKEN_SECONDS
from standalone.face_key import rotate_face_key
from standalone.gateway_port import LAST_PORT
from standalone.paths import DEFAULT_PORT
from standalone.realm import print_token
from standalone.run import run

ONE_MACHINE, COMPOSE = "one-machine", "compose"


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: PORT and --port take a number from 1 to {LAST_PORT}")
    return int(text)


def on_or_off(text: str) -> bool:
    if text not in {"on", "off"}:
        raise argparse.ArgumentTypeError(f"{text!r}: KIOSK and --kiosk take on or off")
    return text == "on"


def stack_kind(text: str) -> str:
    if text not in {ONE_MACHINE, COMPOSE}:
        raise argparse.ArgumentTypeError(f"{text!r}: STACK and --stack take {ONE_MACHINE} or {COMPOSE}")
    return text


def parser_for(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="standalone", description="All of Provodnik on one machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="the stack with a kiosk, until Ctrl-C")
    # Text, not values: argparse passes defaults that are text through the same checks. make exports empty ones, too.
    running.add_argument("--port", type=port_number, default=environ.get("PORT") or str(DEFAULT_PORT))
    running.add_argument("--kiosk", type=on_or_off, default=environ.get("KIOSK") or "on")
    running.add_argument("--var", type=Path, help="where everything is kept (var/ of the checkout)")
    rotating = commands.add_parser("rotate-face-key", help="a new key for the vectors of a stack that is stopped")
    rotating.add_argument("--port", type=port_number, default=environ.get("PORT") or str(DEFAULT_PORT))
    rotating.add_argument("--var", type=Path, help="where everything is kept (var/ of the checkout)")
    token = commands.add_parser("token", help="a token of somebody on the web, for a stack that runs")
    token.add_argument("role", type=Role, choices=list(Role))
    token.add_argument("--name", default="Анна Смирнова")
    token.add_argument("--store-id", type=UUID, help="of whom works in a store")
    token.add_argument("--seconds", type=float, default=TOKEN_SECONDS, help="how long it holds")
    token.add_argument("--port", type=port_number, default=environ.get("PORT") or str(DEFAULT_PORT))
    token.add_argument("--var", type=Path, help="where everything is kept (var/ of the checkout)")
    commands.add_parser("bench", help="the benchmarks; out/bench/report.json has the figures")
    playing = commands.add_parser("demo", help="the boarding scenario through a real kiosk; out/demo tells of it")
    playing.add_argument("--stack", type=stack_kind, default=environ.get("STACK") or ONE_MACHINE)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status."""
    options = parser_for(os.environ).parse_args(arguments)
    # What only these two need stays out of `run`: it would start later, and take more memory for as long as it runs.
    match options.command:
        case "bench":
            from standalone.bench.run import bench  # noqa: PLC0415

            return bench()
        case "demo":
            from standalone.demo.run import demo  # noqa: PLC0415

            return demo(compose=options.stack == COMPOSE)
        case "rotate-face-key":
            return rotate_face_key(options.port, options.var)
        case "token":
            account = options.role, options.name, options.store_id
            return print_token(options.port, options.var, account, options.seconds)
        case _:
            return run(options.port, options.var, kiosk=options.kiosk)
