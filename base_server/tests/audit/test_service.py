"""The log itself: what is written with a change goes with it, what is old goes, and what is asked for is found."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from base_server.audit.retention import AuditRetention
from base_server.audit.service import ADMIN, Actor, AuditLog, AuditTrail, Call
from base_server.main import PREFIX
from base_server.testing.fixtures import ADMIN_TOKEN
from base_server.testing.world import World
from provodnik.clients.base_admin import BaseAdminClient
from provodnik.contracts.audit import ActorKind, AuditFilter
from provodnik.server.database import Sessions

CALL = Call("POST /things", "192.0.2.1", "r")
MADE = text("""
INSERT INTO audit (id, at, actor_kind, address, action, targets, outcome, request_id, details)
SELECT gen_random_uuid(), now() - n * interval '1 minute', CASE n % 2 WHEN 0 THEN 'admin' ELSE 'robot' END, '192.0.2.1',
       'GET /things/' || n % 10, '{}', 200, 'r', '{}'
FROM generate_series(1, :count) n
""")


@pytest.fixture
async def session(base_app: FastAPI) -> AsyncGenerator[AsyncSession]:
    async with cast("Sessions", base_app.state.sessions)() as session:
        yield session


@pytest.fixture
def engine(session: AsyncSession) -> AsyncEngine:
    return cast("AsyncEngine", session.bind)


async def count(session: AsyncSession) -> int:
    return cast("int", await session.scalar(text("SELECT count(*) FROM audit")))


class TestWriting:
    async def test_a_row_is_rolled_back_with_its_change(self, session: AsyncSession) -> None:
        await AuditLog(session).record(ADMIN, CALL)
        assert await count(session) == 1
        await session.rollback()

        assert await count(session) == 0

    async def test_a_row_of_the_trail_stands_whatever_becomes_of_the_change(
        self, session: AsyncSession, base_app: FastAPI
    ) -> None:
        await AuditTrail(base_app.state.statements).record(ADMIN, CALL, outcome=409)
        await session.rollback()

        assert await count(session) == 1

    async def test_a_person_is_an_id_and_nothing_more(self, session: AsyncSession, world: World) -> None:
        subject, user_id = uuid4(), uuid4()
        person, details = Actor(ActorKind.PERSON, subject), {"photographs": 1}
        await AuditLog(session).record(person, CALL, outcome=201, targets={"user_id": user_id}, details=details)
        await session.commit()

        [entry] = (await world.admin.audit(wanted=AuditFilter(actor_kind=ActorKind.PERSON))).items
        assert (entry.actor_id, entry.actor_login) == (subject, None)
        assert (entry.action, entry.address, entry.outcome) == (CALL.action, CALL.address, 201)
        assert (entry.targets, entry.details) == ({"user_id": str(user_id)}, {"photographs": 1})


class TestReading:
    async def test_the_newest_come_first_page_by_page(self, session: AsyncSession, base_admin: BaseAdminClient) -> None:
        await session.execute(MADE, {"count": 5})
        await session.commit()
        wanted = AuditFilter(until=datetime.now(UTC) - timedelta(seconds=30))

        first, second = [await base_admin.audit(page, 3, wanted) for page in (1, 2)]

        assert (first.total, first.pages) == (5, 2)
        assert [entry.action[-1] for entry in first.items + second.items] == ["1", "2", "3", "4", "5"]

    @pytest.mark.parametrize(
        ("wanted", "minutes"),
        [
            (AuditFilter(actor_kind=ActorKind.ROBOT), [1, 3, 5, 7, 9, 11]),
            (AuditFilter(action="GET /things/1"), [1, 11]),
            (AuditFilter(action="GET /things"), []),
            (AuditFilter(actor_kind=ActorKind.ROBOT, action="GET /things/2"), []),
        ],
        ids=["actor", "action", "part of an action", "both"],
    )
    async def test_what_is_asked_for_is_found(
        self, session: AsyncSession, base_admin: BaseAdminClient, wanted: AuditFilter, minutes: list[int]
    ) -> None:
        await session.execute(MADE, {"count": 12})
        await session.commit()
        now = datetime.now(UTC)

        found = (await base_admin.audit(wanted=wanted)).items

        assert [round((now - entry.at) / timedelta(minutes=1)) for entry in found] == minutes

    async def test_times_bound_what_is_found(self, session: AsyncSession, base_admin: BaseAdminClient) -> None:
        await session.execute(MADE, {"count": 9})
        await session.commit()
        now = datetime.now(UTC)
        wanted = AuditFilter(since=now - timedelta(minutes=6.5), until=now - timedelta(minutes=3.5))

        assert [entry.action for entry in (await base_admin.audit(wanted=wanted)).items] == [
            "GET /things/4",
            "GET /things/5",
            "GET /things/6",
        ]

    @pytest.mark.parametrize(
        "condition",
        ["true", "actor_kind = 'robot'", "action = 'GET /things/3'", "at >= now() - interval '1 hour'"],
    )
    async def test_a_page_is_read_off_an_index(self, session: AsyncSession, condition: str) -> None:
        await session.execute(MADE, {"count": 20_000})
        await session.execute(text("ANALYZE audit"))
        query = f"EXPLAIN SELECT * FROM audit WHERE {condition} ORDER BY at DESC, id DESC LIMIT 50"  # noqa: S608 - of this test

        plan = "\n".join(await session.scalars(text(query)))

        assert "Index Scan Backward using ix_audit_" in plan
        assert "Sort" not in plan

    @pytest.mark.parametrize("query", ["actor_kind=somebody", "action=%00", "since=yesterday", "until=1999-01-01T00Z"])
    async def test_a_question_that_makes_no_sense_is_refused(self, gateway: httpx.AsyncClient, query: str) -> None:
        headers = {"Authorization": f"Bearer {ADMIN_TOKEN.get_secret_value()}"}

        assert (await gateway.get(f"{PREFIX}/admin/audit?{query}", headers=headers)).status_code == 422


async def test_old_rows_go_batch_by_batch_and_the_others_stay(session: AsyncSession, engine: AsyncEngine) -> None:
    await session.execute(MADE, {"count": 30})
    await session.execute(text("UPDATE audit SET at = at - interval '10 days' WHERE action < 'GET /things/5'"))
    await session.commit()

    await AuditRetention(engine, days=10, batch=4).look()

    assert await count(session) == 15
    assert await session.scalar(text("SELECT max(now() - at) < interval '1 day' FROM audit"))
