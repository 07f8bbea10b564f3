"""Who of the robot's trip somebody is."""

import pytest

from base_server.testing.faces import CROWD, NOBODY, face_of
from base_server.testing.world import PASSENGER, TRAIN, World
from provodnik.contracts.assignments import NotAssigned
from provodnik.contracts.checks import Passenger
from provodnik.contracts.errors import DomainError, NotSignedIn
from provodnik.contracts.faces import FaceUnknown, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.users import Identification

ANNA = face_of("Anna")
SEEN = Identification(images=(face_of("Anna", 2), face_of("Anna", 3)))


async def test_a_passenger_of_the_trip_is_told_by_id_and_name_and_nothing_is_used_up(world: World) -> None:
    ticket, robot = await world.ticket(face=ANNA), await world.robot_at()

    assert await robot.client.identify(SEEN) == Passenger(id=ticket.user_id, name=PASSENGER)
    assert (await world.admin.checks()).total == 0
    assert not (await world.admin.ticket(ticket.id)).used


async def test_anybody_else_is_unknown(world: World) -> None:
    robot = await world.robot_at()
    await world.passenger(ANNA)
    await world.ticket(face=ANNA, train_number=TRAIN + 1)
    withdrawn = await world.ticket(face=ANNA)
    await world.admin.erase_face(withdrawn.user_id)

    with pytest.raises(FaceUnknown):
        await robot.client.identify(SEEN)


@pytest.mark.parametrize(
    ("picture", "refusal"), [(NOBODY, NoFace), (CROWD, SeveralFaces), (b"a broken file", PoorImage)]
)
async def test_a_picture_that_cant_be_used_is_refused(world: World, picture: bytes, refusal: type[DomainError]) -> None:
    robot = await world.robot_at()

    with pytest.raises(refusal):
        await robot.client.identify(Identification(images=(picture,)))


async def test_a_robot_without_an_assignment_identifies_nobody(world: World) -> None:
    robot = await world.robot()

    with pytest.raises(NotAssigned):
        await robot.identify(SEEN)


async def test_a_removed_robot_identifies_nobody(world: World) -> None:
    robot = await world.robot_at()
    await robot.client.me()
    await world.admin.delete_robot(robot.id)

    with pytest.raises(NotSignedIn):
        await robot.client.identify(SEEN)
