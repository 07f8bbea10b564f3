"""After an erasure nothing of a passenger's pictures is here, nor after a deletion anything of the name."""

import asyncio
import base64
import hashlib
import logging
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.testing.faces import FaceStandIn, face_of
from base_server.testing.world import World, face_check_of
from provodnik.contracts.checks import CheckUndone
from provodnik.contracts.errors import DomainError
from provodnik.contracts.users import FaceChange, Identification, UserCreate

NAME = "Anna Karenina"
ENROLLED, MORE, SEEN = (face_of("Oblonskaya", n) for n in range(1, 4))
PICTURES = (ENROLLED, MORE, SEEN)


async def everything_stored(app: FastAPI) -> str:
    """All rows of all tables, and all of Redis."""
    async with app.state.sessions() as session:
        names = (await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))).all()
        rows = [row for name in names for row in await session.scalars(text(f'SELECT t::text FROM "{name}" t'))]  # noqa: S608 - the database's own names
    redis: Any = app.state.redis
    keys = [key async for key in redis.scan_iter()]
    values = [await redis.execute_command("DUMP", key, NEVER_DECODE=True) for key in keys]
    assert len(rows) > 5
    return "\n".join([*rows, *map(str, keys), *map(str, values)])


def traces(picture: bytes) -> tuple[str, ...]:
    """A picture as text, base64, hexadecimal digits; and its hash, by which one could recognize it."""
    return (
        picture.decode(),
        base64.b64encode(picture).decode(),
        picture.hex(),
        hashlib.sha256(picture).hexdigest(),
    )


async def lives(world: World, base_app: FastAPI, face_server: FaceStandIn) -> Any:
    """Everything that can be done with a face, successes and failures."""
    anna = await world.admin.add_user(UserCreate(name=NAME, face=ENROLLED, consent_note=f"signed by {NAME}"))
    await world.admin.change_face(anna.id, FaceChange(face=MORE))
    ticket, robot = await world.ticket(user_id=anna.id), await world.robot_at()
    await robot.client.identify(Identification(images=(SEEN,)))
    check = face_check_of(robot.assignment, SEEN)
    await robot.client.validate(check)
    [stored] = (await world.admin.checks(ticket_id=ticket.id)).items
    await world.admin.undo_check(stored.id, CheckUndone(reason=f"{NAME} was not on the train"))
    await robot.looks_at(SEEN)
    for fault in ("down", "loses_answers", "overloaded"):
        setattr(face_server, fault, True)
        await asyncio.gather(
            robot.looks_at(SEEN), world.admin.change_face(anna.id, FaceChange(face=MORE)), return_exceptions=True
        )
        setattr(face_server, fault, False)
    with pytest.raises(DomainError):
        await robot.client.validate(face_check_of(robot.assignment, MORE, check_id=check.check_id))
    async with base_app.state.sessions() as session, session.begin():
        await session.execute(text("UPDATE face_changes SET due_at = now()"))
    await base_app.state.face_outbox.settle_due()
    return anna.id


async def test_nothing_of_a_face_is_stored_or_logged_and_in_the_end_nothing_of_the_name(
    world: World, base_app: FastAPI, face_server: FaceStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    anna = await lives(world, base_app, face_server)

    await world.admin.erase_face(anna)

    assert face_server.people_of(anna) == []
    stored = await everything_stored(base_app)
    assert NAME in stored  # it would be no test if the dump missed what is there
    assert not [trace for picture in PICTURES for trace in traces(picture) if trace in stored]

    await world.admin.delete_user(anna)

    stored = await everything_stored(base_app)
    assert NAME not in stored
    assert "Karenina" not in stored
    said = "\n".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in caplog.records)
    assert not [trace for picture in PICTURES for trace in traces(picture) if trace in said]
    assert "Karenina" not in said
