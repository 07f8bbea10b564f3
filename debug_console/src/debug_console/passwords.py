"""Passwords and cards are typed unseen or come through standard input: command lines can be read by everybody."""

import sys
from typing import Annotated

import typer
from pydantic import SecretStr

PasswordFromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, not from the keyboard.")
]


CardFromStdin = Annotated[
    bool, typer.Option("--card-stdin", help="Read the card's key from standard input, not from the keyboard.")
]


def ask_password(*, from_stdin: bool) -> SecretStr:
    return _ask("password", from_stdin=from_stdin)


def ask_card(*, from_stdin: bool) -> SecretStr:
    """A reader that types like a keyboard will do."""
    return _ask("card", from_stdin=from_stdin)


def _ask(what: str, *, from_stdin: bool) -> SecretStr:
    if from_stdin:
        return SecretStr(sys.stdin.readline().rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"there is no keyboard to ask for the {what} at: pipe it in, with --{what}-stdin")
    return SecretStr(typer.prompt(what.capitalize(), hide_input=True, confirmation_prompt=True, err=True))
