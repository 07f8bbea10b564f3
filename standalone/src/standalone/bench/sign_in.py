"""Sign-ins by challenge and response: the server's part over HTTP, and the device's part alone."""

import asyncio
import statistics
import time
from pathlib import Path

from provodnik.clients.devices import answer
from provodnik.clients.transport import Transport
from provodnik.contracts.sign_in import Challenge, SessionToken, SignInRequest
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from standalone.bench.base_process import BaseProcess, base_process
from standalone.bench.figures import Report
from standalone.bench.world import EnrolledRobot, add_robot, describe_trip

CONNECTIONS = 16
WARM_UP = 100
SIGN_INS = 1_000
OPENINGS = 300
PROCESSOR_SECONDS = "process_cpu_seconds_total"
PREFIX = "/base_api/v1/auth/robot"


async def bench_sign_in(report: Report, folder: Path) -> None:
    keys: dict[str, DevicePrivateKey] = {"rsa2048": RsaPrivateKey.generate(2048), "x25519": X25519PrivateKey.generate()}
    async with base_process(folder) as base:
        await describe_trip(base.admin)
        for name, key in keys.items():
            await _bench_one(name, key, base, report)


async def _bench_one(name: str, key: DevicePrivateKey, base: BaseProcess, report: Report) -> None:
    robot = await add_robot(base.http, base.admin, key)
    transport = Transport(base.http)
    await _sign_in_often(transport, robot, WARM_UP)
    before = await base.metric(PROCESSOR_SECONDS)
    await _sign_in_often(transport, robot, SIGN_INS)
    cpu = await base.metric(PROCESSOR_SECONDS) - before
    note = f"per second of the server's processor time, both round trips; {SIGN_INS} over {CONNECTIONS} connections"
    report.add(f"auth.sign_ins_per_second.{name}", SIGN_INS / cpu, "1/s", note)

    device_ms = _time_device(await _challenge(transport, robot), robot) * 1000
    note = f"the device's part alone: the median of {OPENINGS} openings of a sealed code, one core"
    report.add(f"auth.device_ms.{name}", device_ms, "ms", note)


async def _sign_in_often(transport: Transport, robot: EnrolledRobot, count: int) -> None:
    """Over all connections at once. A sign-in that is refused raises, so that no refusal is counted as one."""
    turns = iter(range(count))

    async def take_turns() -> None:
        for _ in turns:
            opened = answer(await _challenge(transport, robot), robot.id, robot.key)
            await transport.send(SessionToken, "POST", f"{PREFIX}/login_code", opened)

    await asyncio.gather(*(take_turns() for _ in range(CONNECTIONS)))


async def _challenge(transport: Transport, robot: EnrolledRobot) -> Challenge:
    return await transport.send(Challenge, "POST", f"{PREFIX}/login", SignInRequest(id=robot.id))


def _time_device(challenge: Challenge, robot: EnrolledRobot) -> float:
    """The median of many, in seconds."""

    def once() -> float:
        begun = time.perf_counter()
        answer(challenge, robot.id, robot.key)
        return time.perf_counter() - begun

    return statistics.median(once() for _ in range(OPENINGS))
