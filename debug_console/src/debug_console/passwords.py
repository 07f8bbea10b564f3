"""A password is typed unseen or comes through standard input: on a command line everybody could read it."""

import sys
from typing import Annotated

import typer
from pydantic import SecretStr

PasswordFromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, not from the keyboard.")
]


def ask_password(*, from_stdin: bool) -> SecretStr:
    if from_stdin:
        return SecretStr(sys.stdin.readline().rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise typer.BadParameter("there is no keyboard to ask for the password at: pipe it in, with --password-stdin")
    return SecretStr(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
