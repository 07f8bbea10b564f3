"""The one machine's realm, as the services and the developers meet it."""

from pathlib import Path
from uuid import uuid4

import pytest

from provodnik.contracts.people import Role
from provodnik.server.people import People, connect_realm
from provodnik.server.realm_keys import SignInSettings
from standalone.main import main
from standalone.stack import Stack


async def test_a_printed_token_is_one_of_the_realm_that_the_gateway_shows(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    store = uuid4()
    arguments = ["token", "store_staff", "--name", "Ольга", "--store-id", str(store)]
    where = ["--port", str(stack.port), "--var", str(stack.paths.var)]

    assert main([*arguments, *where]) == 0
    token = capsys.readouterr().out.strip()
    people: People = connect_realm(SignInSettings(issuer=stack.realm.url))
    person = await people.known(token)
    assert main([*arguments, *where]) == 0
    again = await people.known(capsys.readouterr().out.strip())
    await people.keys.close()

    assert (person.name, person.roles, person.store_id) == ("Ольга", {Role.STORE_STAFF}, store)
    assert again.subject == person.subject


def test_without_a_stack_there_is_no_token(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "passenger", "--var", str(var)]) == 1
    assert "start it with `make run`" in capsys.readouterr().err
