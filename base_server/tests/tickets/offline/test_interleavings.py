"""However checks online and offline of two robots fall together, with repeats and kills: nothing is lost or doubled."""

import asyncio
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.sql.elements import TextClause

from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.offline import offline
from base_server.testing.world import PlacedRobot, World
from base_server.tickets.offline.checks import OfflineUploads
from base_server.tickets.offline.repository import OfflineRepository
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.checks import Reason, Verdict
from provodnik.contracts.offline_checks import OfflineAnswer, OfflineCheck, OfflineChecks, Outcome
from provodnik.contracts.tickets import TicketRead
from provodnik.server.application import running

Step = tuple[str, int, int | None]

TICKETS: Final = 3
ROBOTS: Final = st.integers(0, 1)
ABOUT_A_TICKET: Final = st.sampled_from(["online", "offline", "offline", "refuse", "cancel"])
STEPS: Final = st.lists(
    st.one_of(
        st.tuples(ABOUT_A_TICKET, ROBOTS, st.integers(0, TICKETS - 1)),
        st.tuples(st.just("upload"), ROBOTS, st.one_of(st.none(), st.integers(0, 4))),
    ),
    min_size=4,
    max_size=14,
)


class Killed(Exception):
    pass


class DyingRepository(OfflineRepository):
    """Its process is killed when it has stored so many checks and one more, before anybody hears of that."""

    lives: int | None = None

    async def _store(self, statement: TextClause, values: dict[str, Any]) -> bool:
        stored = await super()._store(statement, values)
        if self.lives is not None:
            self.lives -= stored
            if self.lives < 0:
                raise Killed
        return stored


@dataclass
class Robot:
    """`made`: every check that was ever made offline; those from `sent` on have got no answer yet."""

    placed: PlacedRobot
    made: list[OfflineCheck] = field(default_factory=list[OfflineCheck])
    sent: int = 0
    told: dict[UUID, OfflineAnswer] = field(default_factory=dict[UUID, OfflineAnswer])


class Railway:
    def __init__(self, app: FastAPI, world: World, robots: tuple[PlacedRobot, PlacedRobot]) -> None:
        self.app = app
        self.world = world
        self.robots = robots

    async def play(self, steps: list[Step]) -> None:
        """The tickets and the checks of before are none of this story's."""
        tickets = [await self.world.ticket() for _ in range(TICKETS)]
        robots = [Robot(placed) for placed in self.robots]
        for step, who, what in steps:
            await self._step(robots[who], step, what, tickets)
        for robot in robots:
            await self._upload(robot, None)
            await self._upload_all_again(robot)
            await self._each_check_is_stored_once(robot)
        for ticket in tickets:
            await self._is_used_once_at_most(ticket)

    async def _step(self, robot: Robot, step: str, what: int | None, tickets: list[TicketRead]) -> None:
        match step, what:
            case "online", int(n):
                await robot.placed.sees(tickets[n].code)
            case "offline", int(n):
                robot.made.append(offline(tickets[n].code))
            case "refuse", int(n):
                robot.made.append(offline(tickets[n].code, verdict=Verdict.REFUSED, reason=Reason.WRONG_WAGON))
            case "cancel", int(n):
                await self.world.admin.cancel_ticket(tickets[n].id)
            case _, lives:
                await self._upload(robot, lives)

    async def _upload(self, robot: Robot, lives: int | None) -> None:
        with suppress(Killed):
            for answer in await self._take(robot, robot.made[robot.sent :], lives):
                robot.told[answer.check_id] = answer
            robot.sent = len(robot.made)

    async def _upload_all_again(self, robot: Robot) -> None:
        for answer in await self._take(robot, robot.made, None):
            first = robot.told[answer.check_id]
            assert answer.conflict == first.conflict
            assert answer.outcome is (Outcome.CONFLICT if first.conflict else Outcome.REPEATED)

    async def _take(self, robot: Robot, checks: list[OfflineCheck], lives: int | None) -> list[OfflineAnswer]:
        if not checks:
            return []
        repository = DyingRepository(self.app.state.statements, "Europe/Moscow")
        repository.lives = lives
        request = OfflineChecks(assignment_id=robot.placed.assignment.id, checks=checks)
        return (await OfflineUploads(repository).take(robot.placed.id, request)).checks

    async def _each_check_is_stored_once(self, robot: Robot) -> None:
        for check in robot.made:
            row = await self._row(
                """
                SELECT (SELECT count(*) FROM checks WHERE robot_id = :robot AND check_id = :check) AS recorded,
                       (SELECT count(*) FROM check_conflicts WHERE robot_id = :robot AND check_id = :check) AS told
                """,
                robot=robot.placed.id,
                check=check.check_id,
            )
            conflict = robot.told[check.check_id].conflict
            assert (row.recorded, row.told) == ((0, 1) if conflict else (1, 0))

    async def _is_used_once_at_most(self, ticket: TicketRead) -> None:
        redeeming = "SELECT count(*) AS checks FROM checks WHERE ticket_id = :ticket AND redeems"
        row = await self._row(redeeming, ticket=ticket.id)
        assert row.checks == int((await self.world.admin.ticket(ticket.id)).used)

    async def _row(self, statement: str, **values: UUID) -> Any:
        async with self.app.state.sessions() as session:
            return (await session.execute(text(statement), values)).one()


@pytest.fixture
def runner() -> Generator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def railway(runner: asyncio.Runner, base_settings: BaseServerSettings) -> Generator[Railway]:
    app = create_base_server(base_settings)
    lifespan = running(app)
    runner.run(lifespan.__aenter__())
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")
    world = World(BaseAdminClient(http, ADMIN_TOKEN), http)

    async def robots() -> tuple[PlacedRobot, PlacedRobot]:
        await world.trip()
        return await world.robot_at(), await world.robot_at()

    yield Railway(app, world, runner.run(robots()))
    runner.run(http.aclose())
    runner.run(lifespan.__aexit__(None, None, None))


@pytest.mark.timeout(120)
def test_nothing_is_lost_or_doubled(runner: asyncio.Runner, railway: Railway) -> None:
    @settings(
        max_examples=40, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(steps=STEPS)
    def holds(steps: list[Step]) -> None:
        runner.run(railway.play(steps))

    holds()
