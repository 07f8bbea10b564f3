"""Entries, their pictures at face_server, and what robots see of them."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from base_server.models import FaceLookup, Sighting, WatchlistEntry, WatchlistHit, WatchlistRemoval
from base_server.monitoring.expiry import Expiry
from base_server.monitoring.queue import Patience
from base_server.monitoring.watchlist.removals import WatchlistRemovals
from base_server.testing.faces import NOBODY, FaceStandIn, evidence_of, face_of
from base_server.testing.monitoring import (
    OLGA,
    STARTED,
    camera_of,
    entry_of,
    look_up_all,
    rows,
    sighting_of,
    told,
)
from base_server.testing.world import TRAIN, WAGON, PlacedRobot, World
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.faces import FacesUnavailable, NoFace
from provodnik.contracts.monitoring_watchlist import (
    EntryNotFound,
    ExpiryRefused,
    HitNotFound,
    SightingDiffers,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def remove_all(app: FastAPI) -> None:
    """Whatever is to be removed from the gallery by now."""
    removals = WatchlistRemovals(app.state.sessions, app.state.face_use.faces, Patience(0, 0))
    async with app.state.sessions() as session, session.begin():
        await session.execute(update(WatchlistRemoval).values(due_at=LONG_AGO))
    await removals.settle_due()


async def outdate(app: FastAPI, table: type[WatchlistEntry] | type[WatchlistHit]) -> None:
    async with app.state.sessions() as session, session.begin():
        await session.execute(update(table).values(expires_at=LONG_AGO))


class TestEntries:
    async def test_an_entry_and_its_pictures_come_and_go_together(
        self, base_app: FastAPI, terminal: MonitoringClient, face_server: FaceStandIn
    ) -> None:
        entry = await terminal.add_entry(entry_of(face_of("Boris", 1), face_of("Boris", 2), note="в шапке"))

        assert (entry.added_by, entry.note, entry.photographs) == (OLGA, "в шапке", 2)
        assert (await terminal.watchlist()).items == [entry]
        assert [*face_server.watchlist[entry.id].values()] == ["Boris", "Boris"]
        await terminal.remove_entry(entry.id)
        assert (await terminal.watchlist()).items == []
        assert face_server.watchlist == {}
        assert await rows(base_app, WatchlistRemoval) == 0

    async def test_with_a_picture_that_cant_be_used_nothing_is_left_anywhere(
        self, base_app: FastAPI, terminal: MonitoringClient, face_server: FaceStandIn
    ) -> None:
        with pytest.raises(NoFace):
            await terminal.add_entry(entry_of(face_of("Boris"), NOBODY))

        assert face_server.watchlist == {}
        assert [await rows(base_app, table) for table in (WatchlistEntry, WatchlistRemoval)] == [0, 0]

    @pytest.mark.parametrize("fault", ["loses_answers", "overloaded", "down"])
    async def test_what_face_server_did_not_answer_is_taken_back_later(
        self, base_app: FastAPI, terminal: MonitoringClient, face_server: FaceStandIn, fault: str
    ) -> None:
        setattr(face_server, fault, True)
        with pytest.raises(FacesUnavailable):
            await terminal.add_entry(entry_of(face_of("Boris")))
        setattr(face_server, fault, False)

        assert await rows(base_app, WatchlistRemoval) == 1
        await remove_all(base_app)

        assert face_server.watchlist == {}
        assert [await rows(base_app, table) for table in (WatchlistEntry, WatchlistRemoval)] == [0, 0]

    async def test_an_entry_whose_pictures_are_being_taken_back_already_is_none(
        self, base_app: FastAPI, terminal: MonitoringClient, face_server: FaceStandIn
    ) -> None:
        """As if face_server had taken minutes for them."""

        async def slow() -> None:
            if face_server.asked[-1] == "POST /watchlist/face":
                await remove_all(base_app)

        face_server.on_answer = slow
        with pytest.raises(FacesUnavailable):
            await terminal.add_entry(entry_of(face_of("Boris")))

        assert face_server.watchlist == {}
        assert await rows(base_app, WatchlistEntry) == 0

    async def test_an_entry_is_gone_at_once_where_face_server_hears_of_it_later(
        self, base_app: FastAPI, terminal: MonitoringClient, face_server: FaceStandIn
    ) -> None:
        entry = await terminal.add_entry(entry_of(face_of("Boris")))
        face_server.down = True

        await terminal.remove_entry(entry.id)

        assert (await terminal.watchlist()).total == 0
        face_server.down = False
        await remove_all(base_app)
        assert face_server.watchlist == {}

    async def test_an_entry_expires_with_its_pictures(
        self, base_app: FastAPI, terminal: MonitoringClient, face_server: FaceStandIn
    ) -> None:
        await terminal.add_entry(entry_of(face_of("Boris")))
        kept = await terminal.add_entry(entry_of(face_of("Viktor")))
        async with base_app.state.sessions() as session, session.begin():
            old = update(WatchlistEntry).where(WatchlistEntry.id != kept.id)
            await session.execute(old.values(expires_at=LONG_AGO))
        assert (await terminal.watchlist()).items == [kept]

        await Expiry(base_app.state.sessions).sweep()
        await remove_all(base_app)

        assert [*face_server.watchlist] == [kept.id]
        assert await rows(base_app, WatchlistEntry) == 1

    async def test_an_entry_has_its_day_within_a_year(self, base_app: FastAPI, terminal: MonitoringClient) -> None:
        for days in (-1, 0, 367):
            with pytest.raises(ExpiryRefused):
                await terminal.add_entry(
                    entry_of(face_of("Boris"), expires_at=datetime.now(UTC) + timedelta(days=days))
                )
        await terminal.add_entry(entry_of(face_of("Boris"), expires_at=datetime.now(UTC) + timedelta(days=365)))
        assert await rows(base_app, WatchlistEntry) == 1

    async def test_an_unknown_entry_cant_be_removed(self, terminal: MonitoringClient) -> None:
        with pytest.raises(EntryNotFound):
            await terminal.remove_entry(uuid4())


class TestSightings:
    async def test_somebody_of_the_watchlist_is_a_hit_with_its_picture(
        self, world: World, base_app: FastAPI, terminal: MonitoringClient
    ) -> None:
        robot = await world.robot_at()
        camera = await terminal.add_camera(camera_of(robot.id))
        entry = await terminal.add_entry(entry_of(face_of("Boris")))
        sighting = sighting_of(robot, evidence_of("Boris", 3), camera_id=camera.id)

        await robot.client.report_sighting(sighting)
        await look_up_all(base_app)

        [hit] = (await terminal.hits()).items
        assert (hit.id, hit.entry, hit.camera, hit.seen_at) == (sighting.id, entry, camera, STARTED)
        assert (hit.robot_id, hit.train_number, hit.wagon_number) == (robot.id, TRAIN, WAGON)
        assert await terminal.hit_picture(hit.id) == sighting.image
        [event] = await told(base_app)
        assert (event.kind, event.data["hit_id"], event.data["entry_id"]) == (
            "watchlist.hit",
            str(hit.id),
            str(entry.id),
        )
        assert await rows(base_app, Sighting) == 0

    @pytest.mark.parametrize("picture", [evidence_of("Anna"), b"\xff\xd8\xff" + NOBODY], ids=["a passenger", "nobody"])
    async def test_anybody_else_is_forgotten_whole(
        self, world: World, base_app: FastAPI, terminal: MonitoringClient, picture: bytes
    ) -> None:
        await world.ticket(face=face_of("Anna"))
        await terminal.add_entry(entry_of(face_of("Boris")))
        robot = await world.robot_at()

        await robot.client.report_sighting(sighting_of(robot, picture))
        await look_up_all(base_app)

        assert [await rows(base_app, table) for table in (Sighting, FaceLookup, WatchlistHit)] == [0, 0, 0]

    async def test_the_same_sighting_again_is_one_hit_also_at_once_and_afterwards(
        self, world: World, base_app: FastAPI, terminal: MonitoringClient
    ) -> None:
        await terminal.add_entry(entry_of(face_of("Boris")))
        robot = await world.robot_at()
        sighting = sighting_of(robot, evidence_of("Boris"))

        await asyncio.gather(*(robot.client.report_sighting(sighting) for _ in range(4)))
        await look_up_all(base_app)
        await robot.client.report_sighting(sighting)
        await look_up_all(base_app)

        assert (await terminal.hits()).total == 1
        assert [event.kind for event in await told(base_app)] == ["watchlist.hit"]

    async def test_another_sighting_under_the_id_is_refused(
        self, world: World, terminal: MonitoringClient, face_server: FaceStandIn
    ) -> None:
        del terminal
        face_server.down = True
        robot, other = await world.robot_at(), await world.robot_at()
        sighting = sighting_of(robot, evidence_of("Boris"))
        await robot.client.report_sighting(sighting)

        with pytest.raises(SightingDiffers):
            await robot.client.report_sighting(sighting.model_copy(update={"image": evidence_of("Anna")}))
        with pytest.raises(SightingDiffers):
            await other.client.report_sighting(sighting.model_copy(update={"assignment_id": other.assignment.id}))

    async def test_a_hit_goes_with_its_entry_and_with_its_day(
        self, world: World, base_app: FastAPI, terminal: MonitoringClient
    ) -> None:
        robot = await world.robot_at()
        hits = [await hit_of(base_app, terminal, robot, person) for person in ("Boris", "Viktor")]
        [of_boris, of_viktor] = [next(hit for hit in (await terminal.hits()).items if hit.id == one) for one in hits]

        await terminal.remove_entry(of_boris.entry.id)
        assert [hit.id for hit in (await terminal.hits()).items] == [of_viktor.id]
        await outdate(base_app, WatchlistHit)

        for hit in (of_boris, of_viktor):
            with pytest.raises(HitNotFound):
                await terminal.hit_picture(hit.id)
        await Expiry(base_app.state.sessions).sweep()
        assert await rows(base_app, WatchlistHit) == 0


async def hit_of(app: FastAPI, terminal: MonitoringClient, robot: PlacedRobot, person: str) -> UUID:
    await terminal.add_entry(entry_of(face_of(person)))
    sighting = sighting_of(robot, evidence_of(person))
    await robot.client.report_sighting(sighting)
    await look_up_all(app)
    return sighting.id
