"""Lists and searches over a railway that is full, beside one that is nearly empty."""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from standalone.bench.base_process import BaseProcess, base_process
from standalone.bench.figures import Report
from standalone.bench.world import EnrolledRobot, add_robot, add_tickets, describe_trip, token_of

REQUESTS = 200
ADMIN, ROBOT = "/base_api/v1/admin", "/base_api/v1/robot"

# Every holder has ten tickets on as many days, and every ticket was checked.
_FILL = """
INSERT INTO users (id, name) SELECT gen_random_uuid(), 'Passenger ' || n FROM generate_series(1, :users) n;
INSERT INTO robots (id, robot_model_id, robot_model_name, public_key, key_algorithm)
    SELECT gen_random_uuid(), 'bench', 'bench', 'none', 'x25519' FROM generate_series(1, :robots);
INSERT INTO assignments (id, robot_id, train_number, wagon_number, start_date)
    SELECT gen_random_uuid(), id, 1000 + row_number() OVER (), 1, now() FROM robots WHERE public_key = 'none';
INSERT INTO tickets (id, user_id, train_number, wagon_number, place_number, date, station_id, destination_id,
                     start_date, code)
    SELECT gen_random_uuid(), id, 1000 + day, 1 + n / 100, n % 100, now(), 'A', 'C', now(), gen_random_uuid()
    FROM (SELECT id, row_number() OVER () n FROM users) holders, generate_series(1, 10) day;
INSERT INTO checks (id, robot_id, check_id, assignment_id, ticket_id, wagon_number, verdict, evidence, redeems, content,
                    answer, created_at)
    SELECT gen_random_uuid(), a.robot_id, gen_random_uuid(), a.id, t.id, 1, 'accepted', 'code', false, '', '{}',
           now() - t.n * interval '1 second'
    FROM (SELECT id, row_number() OVER () n FROM tickets) t
    JOIN (SELECT id, robot_id, row_number() OVER () n FROM assignments) a ON a.n = 1 + t.n % :robots;
"""


@dataclass(frozen=True)
class Size:
    """Of a railway. Its tickets and checks are ten times its users."""

    users: int
    robots: int


# The page that is asked for is full in both.
FEW, MANY = Size(users=60, robots=60), Size(users=10_000, robots=1_000)


class _Railway:
    def __init__(self, base: BaseProcess, robot: EnrolledRobot, token: str, holder: UUID) -> None:
        self._base = base
        self._robot = robot
        self._token = token
        self._holder = holder
        self.seconds: dict[str, list[float]] = {}

    def _questions(self) -> Mapping[str, tuple[str, str]]:
        """What is asked, by whom: the same of both railways."""
        admin = self._base.admin_token
        return {
            f"{ADMIN}/users": (f"{ADMIN}/users", admin),
            f"{ADMIN}/robots": (f"{ADMIN}/robots", admin),
            f"{ADMIN}/tickets": (f"{ADMIN}/tickets", admin),
            f"{ADMIN}/tickets?user_id": (f"{ADMIN}/tickets?user_id={self._holder}", admin),
            f"{ADMIN}/checks": (f"{ADMIN}/checks", admin),
            f"{ADMIN}/checks?robot_id": (f"{ADMIN}/checks?robot_id={self._robot.id}", admin),
            f"{ROBOT}/me": (f"{ROBOT}/me", self._token),
            f"{ROBOT}/user": (f"{ROBOT}/user/{self._holder}", self._token),
        }

    async def ask(self) -> None:
        for name, (path, token) in self._questions().items():
            headers = {"Authorization": f"Bearer {token}"}
            began = time.perf_counter()
            response = await self._base.http.get(path, headers=headers)
            self.seconds.setdefault(name, []).append(time.perf_counter() - began)
            if not response.is_success:
                raise RuntimeError(f"{path}: {response.status_code} {response.text}")


async def bench_lists(report: Report, folder: Path) -> None:
    """Two railways, in turns: noise of the machine meets both alike. The first page of each list."""
    async with base_process(folder / "empty") as empty, base_process(folder / "full") as full:
        few, many = await _inhabited(empty, FEW), await _inhabited(full, MANY)
        for _ in range(REQUESTS):
            for railway in (few, many):
                await railway.ask()
    ratios = {
        name: statistics.median(many.seconds[name]) / statistics.median(seconds)
        for name, seconds in few.seconds.items()
    }
    worst = max(ratios, key=lambda name: ratios[name])
    told = ", ".join(f"{name.rpartition('/v1')[2]} {ratio:.2f}" for name, ratio in ratios.items())
    note = f"{10 * MANY.users:,} tickets and checks, {MANY.users:,} users, {MANY.robots:,} robots, against "
    note += f"{10 * FEW.users}, {FEW.users} and {FEW.robots}: the first page; medians of {REQUESTS} requests"
    report.add("base.lists_slowdown_100k", ratios[worst], "x", f"{note}; worst {worst} of {told}")


async def _inhabited(base: BaseProcess, size: Size) -> _Railway:
    await describe_trip(base.admin)
    robot = await add_robot(base.http, base.admin)
    await add_tickets(base.database_url, 1)
    [holder] = (await base.admin.users()).items
    await _fill(base.database_url, size)
    return _Railway(base, robot, await token_of(base.http, robot), holder.id)


async def _fill(database_url: str, size: Size) -> None:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        await connection.execute(_FILL.replace(":users", str(size.users)).replace(":robots", str(size.robots)))
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
