"""A passenger gets everything that is held about them, and nothing of anybody else."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.sql.util import find_tables

from base_server.models import Base
from base_server.testing.faces import FaceStandIn, face_of
from base_server.testing.people import Web, purchase_of
from base_server.testing.world import START, World
from base_server.users.dependencies import EXPORTED
from provodnik.clients.base_users import BaseUsersClient
from provodnik.contracts.checks import CheckUndone
from provodnik.contracts.passengers import OwnFaceWrite

# What speaks of a user and is no section, and why.
NO_SECTION: Final[dict[str, str]] = {}


async def data_of(passenger: BaseUsersClient) -> dict[str, list[dict[str, Any]]]:
    return (await passenger.data()).sections


async def test_a_new_passenger_has_a_profile_and_an_account_and_every_other_section_empty(web: Web) -> None:
    subject = uuid4()
    anna = web.passenger("Anna", subject=subject, username="anna", email="anna@example.org")
    me = await anna.me()

    data = await data_of(anna)

    [profile], [account] = data.pop("profile"), data.pop("accounts")
    assert {name: profile[name] for name in ("id", "name", "username", "email")} == {
        "id": str(me.id),
        "name": "Anna",
        "username": "anna",
        "email": "anna@example.org",
    }
    assert account["id"] == str(subject)
    assert not any(data.values())
    assert {section.name for section in EXPORTED} == {*data, "profile", "accounts"}


async def lives(world: World, anna: BaseUsersClient) -> UUID:
    """Everything of which something is held."""
    await world.trip()
    me = await anna.me()
    robot = await world.robot_at()
    ticket = await anna.buy(purchase_of())
    await robot.sees(ticket.code)
    [check] = (await world.admin.checks(ticket_id=ticket.id)).items
    await world.admin.undo_check(check.id, CheckUndone(reason="it was another passenger"))
    await anna.enrol_face(OwnFaceWrite(face=face_of("Anna"), consent=True))
    await robot.looks_at(face_of("Anna", 2))
    return me.id


async def test_tickets_purchases_checks_consents_and_faces_are_in_it(world: World, web: Web) -> None:
    anna = web.passenger()
    await lives(world, anna)

    data = await data_of(anna)

    [ticket], [purchase] = data["tickets"], data["purchases"]
    assert (ticket["place_number"], ticket["start_date"]) == (1, START.isoformat().replace("+00:00", "Z"))
    assert purchase["ticket_id"] == ticket["id"]
    undone, by_face = data["checks"]
    assert (undone["verdict"], undone["evidence"], undone["undone_reason"]) == (
        "accepted",
        "code",
        "it was another passenger",
    )
    assert (by_face["verdict"], by_face["evidence"], by_face["train_number"]) == ("accepted", "face", 20)
    [consent], [face] = data["consents"], data["faces"]
    assert (consent["way"], consent["withdrawn_at"], face["photographs"]) == ("passenger", None, 1)


async def test_an_erased_face_leaves_the_record_of_its_erasure(
    world: World, web: Web, settled: Callable[[], Awaitable[None]]
) -> None:
    anna = web.passenger()
    await lives(world, anna)

    await anna.erase_face()
    await settled()

    data = await data_of(anna)
    [erasure], [consent] = data["face_erasures"], data["consents"]
    assert (erasure["way"], erasure["photographs"], data["faces"]) == ("passenger", 1, [])
    assert erasure["carried_out_at"] is not None
    assert consent["withdrawn_at"] is not None


async def test_a_face_change_that_is_under_way_is_in_it(world: World, web: Web, face_server: FaceStandIn) -> None:
    anna = web.passenger()
    await lives(world, anna)
    face_server.down = True

    await anna.erase_face()

    data = await data_of(anna)
    assert [change["kind"] for change in data["face_changes"]] == ["erase"]
    assert data["face_erasures"][0]["carried_out_at"] is None


async def test_what_staff_did_to_the_passenger_is_in_it(world: World, web: Web) -> None:
    anna = web.passenger()
    user_id = await lives(world, anna)
    await world.admin.face(user_id)
    ticket = (await anna.tickets()).items[0]
    await world.admin.ticket(ticket.id)
    await world.admin.ticket((await world.ticket(place_number=50)).id)

    audit = (await data_of(anna))["audit"]

    looked_at = [entry for entry in audit if re.match(r"GET .*\{", entry["action"])]
    assert [entry["targets"] for entry in looked_at] == [
        {"user_id": str(user_id)},
        {"ticket_id": str(ticket.id)},
    ]


async def test_nothing_of_anybody_else_is_in_it(world: World, web: Web) -> None:
    await lives(world, web.passenger("Anna"))
    boris = web.passenger("Boris")

    data = await data_of(boris)

    assert {name for name, records in data.items() if records} == {"profile", "accounts"}


async def test_no_face_and_no_secret_of_ours_is_in_it(world: World, web: Web) -> None:
    anna = web.passenger()
    await lives(world, anna)

    columns = {name for records in (await data_of(anna)).values() for record in records for name in record}

    assert not columns & {"content", "purchase_content", "answer", "image", "public_key", "key", "password"}
    assert "face/Anna" not in json.dumps(await data_of(anna))


def test_every_table_that_speaks_of_a_user_or_a_ticket_is_a_section() -> None:
    personal = {
        table.name
        for table in Base.metadata.sorted_tables
        if "user_id" in table.columns
        or any(key.column.table.name in {"users", "tickets"} for key in table.foreign_keys)
    }
    exported = {
        table.name
        for section in EXPORTED
        for table in find_tables(section.records(uuid4()), include_joins=True, include_aliases=True, check_columns=True)
    }

    assert personal - exported - NO_SECTION.keys() == set()
    assert len(personal) > 7
