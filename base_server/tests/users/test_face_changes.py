"""A passenger's face and consent, as the administration changes them."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from base_server.testing.faces import CROWD, ENGINE, NOBODY, FaceStandIn, face_of
from base_server.testing.world import World
from provodnik.contracts.errors import DomainError
from provodnik.contracts.faces import FacesUnavailable, NoFace, PoorImage, SeveralFaces
from provodnik.contracts.users import FaceChange, UserCreate, UserNotFound, UserRead

NOTE = "paper form 17 of the ticket office"
Rows = Callable[[str], Awaitable[list[tuple[object, ...]]]]


@pytest.fixture
def rows(base_app: FastAPI) -> Rows:
    """What the database says."""

    async def rows(query: str) -> list[tuple[object, ...]]:
        async with base_app.state.sessions() as session:
            return [tuple(row) for row in await session.execute(text(query))]

    return rows


async def add(world: World, person: str = "Anna") -> UserRead:
    return await world.admin.add_user(UserCreate(name=person, face=face_of(person), consent_note=NOTE))


def another(person: str, photograph: int = 2) -> FaceChange:
    return FaceChange(face=face_of(person, photograph))


class TestEnrolling:
    async def test_a_passenger_with_a_face_consents_and_has_one_on_both_sides(
        self, world: World, face_server: FaceStandIn
    ) -> None:
        anna = await add(world)

        face = await world.admin.face(anna.id)

        assert face_server.people_of(anna.id) == ["Anna"]
        assert (face.photographs, face.engine, face.consent_note) == (1, ENGINE, NOTE)
        assert face.consent_given_at is not None
        assert not face.erasure_pending

    async def test_a_passenger_without_a_face_has_given_no_consent(self, world: World) -> None:
        boris = await world.admin.add_user(UserCreate(name="Boris"))

        face = await world.admin.face(boris.id)

        assert (face.photographs, face.engine, face.consent_given_at, face.erasure_pending) == (0, None, None, False)

    async def test_more_photographs_are_counted_up_to_five(self, world: World, face_server: FaceStandIn) -> None:
        anna = await add(world)

        counts: list[int] = []
        for photograph in range(2, 8):
            await world.admin.change_face(anna.id, another("Anna", photograph))
            counts.append((await world.admin.face(anna.id)).photographs)

        assert counts == [2, 3, 4, 5, 5, 5]
        assert len(face_server.people_of(anna.id)) == 5

    async def test_each_photographs_consent_is_recorded_with_when_how_and_where(self, world: World, rows: Rows) -> None:
        anna = await add(world)
        await world.admin.change_face(anna.id, FaceChange(face=face_of("Anna", 2), consent_note="by telephone"))

        recorded = await rows("SELECT user_id, way, note, withdrawn_at FROM consents ORDER BY given_at")

        assert recorded == [(anna.id, "admin", NOTE, None), (anna.id, "admin", "by telephone", None)]
        assert (await world.admin.face(anna.id)).consent_note == "by telephone"

    @pytest.mark.parametrize(
        ("picture", "refusal"), [(NOBODY, NoFace), (CROWD, SeveralFaces), (b"a broken file", PoorImage)]
    )
    async def test_a_picture_that_cant_be_used_makes_no_passenger_and_changes_none(
        self, world: World, rows: Rows, picture: bytes, refusal: type[DomainError]
    ) -> None:
        anna = await add(world)

        with pytest.raises(refusal):
            await world.admin.add_user(UserCreate(name="Boris", face=picture))
        with pytest.raises(refusal):
            await world.admin.change_face(anna.id, FaceChange(face=picture))

        assert (await world.admin.users()).items == [anna]
        assert (await world.admin.face(anna.id)).photographs == 1
        assert await rows("SELECT * FROM face_changes") == []

    async def test_while_faces_cant_be_read_nobody_is_added_with_one(
        self, world: World, face_server: FaceStandIn
    ) -> None:
        face_server.down = True

        with pytest.raises(FacesUnavailable):
            await add(world)

        assert (await world.admin.users()).items == []
        await world.admin.add_user(UserCreate(name="Boris"))

    async def test_an_unknown_passenger_has_no_face_to_change(self, world: World, face_server: FaceStandIn) -> None:
        for asked in (
            world.admin.change_face(uuid4(), another("Anna")),
            world.admin.erase_face(uuid4()),
            world.admin.face(uuid4()),
        ):
            with pytest.raises(UserNotFound):
                await asked
        assert face_server.asked == []


class TestErasing:
    async def test_face_and_consent_are_gone_and_the_erasure_is_recorded(
        self, world: World, face_server: FaceStandIn, rows: Rows
    ) -> None:
        anna = await add(world)
        await world.admin.change_face(anna.id, another("Anna"))

        await world.admin.erase_face(anna.id)

        face = await world.admin.face(anna.id)
        assert (face.photographs, face.engine, face.consent_given_at, face.erasure_pending) == (0, None, None, False)
        assert face_server.people_of(anna.id) == []
        assert await rows("SELECT count(*) FROM consents WHERE withdrawn_at IS NULL") == [(0,)]
        [record] = await rows("SELECT user_id, way, photographs, requested_at <= carried_out_at FROM face_erasures")
        assert record == (anna.id, "admin", 2, True)

    async def test_where_there_was_none_it_is_done_as_well(self, world: World) -> None:
        boris = await world.admin.add_user(UserCreate(name="Boris"))

        await world.admin.erase_face(boris.id)
        await world.admin.erase_face(boris.id)

        assert not (await world.admin.face(boris.id)).erasure_pending

    @pytest.mark.parametrize("fault", ["down", "loses_answers", "overloaded"])
    async def test_without_an_answer_of_face_server_it_is_done_here_and_pending_there(
        self, world: World, face_server: FaceStandIn, rows: Rows, fault: str
    ) -> None:
        anna = await add(world)
        setattr(face_server, fault, True)

        await world.admin.erase_face(anna.id)

        face = await world.admin.face(anna.id)
        assert (face.photographs, face.consent_given_at, face.erasure_pending) == (0, None, True)
        assert await rows("SELECT carried_out_at FROM face_erasures") == [(None,)]
        await world.admin.erase_face(anna.id)  # again: still one erasure
        assert len(await rows("SELECT * FROM face_erasures")) == 1

    async def test_meanwhile_no_new_photograph_is_taken_which_it_would_take_along(
        self, world: World, face_server: FaceStandIn
    ) -> None:
        anna = await add(world)
        face_server.down = True
        await world.admin.erase_face(anna.id)
        face_server.down = False

        with pytest.raises(FacesUnavailable, match="erasure"):
            await world.admin.change_face(anna.id, another("Anna"))

    async def test_an_erased_passenger_can_consent_anew(self, world: World, face_server: FaceStandIn) -> None:
        anna = await add(world)
        await world.admin.erase_face(anna.id)

        await world.admin.change_face(anna.id, another("Anna"))

        assert ((await world.admin.face(anna.id)).photographs, face_server.people_of(anna.id)) == (1, ["Anna"])

    async def test_a_deleted_passengers_face_goes_along(
        self, world: World, face_server: FaceStandIn, rows: Rows
    ) -> None:
        anna = await add(world)

        await world.admin.delete_user(anna.id)

        assert face_server.people_of(anna.id) == []
        for table in ("users", "user_faces", "consents", "face_changes"):
            assert await rows(f"SELECT * FROM {table}") == [], table  # noqa: S608 - constants alone
        assert await rows("SELECT user_id, photographs FROM face_erasures") == [(anna.id, 1)]
