"""Lists and searches over a railway that is full, beside one that is nearly empty."""

import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from base_server.testing.crowd import Size, crowd
from standalone.bench.base_process import BaseProcess, base_process
from standalone.bench.figures import Report
from standalone.bench.world import EnrolledRobot, add_robot, add_tickets, describe_trip, token_of

REQUESTS = 200
ADMIN, ROBOT = "/base_api/v1/admin", "/base_api/v1/robot"

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
    await crowd(base.database_url, size)
    return _Railway(base, robot, await token_of(base.http, robot), holder.id)
