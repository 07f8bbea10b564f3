"""Sign-ins by challenge and response: the server's part over HTTP, and the device's part alone."""

import asyncio
import time
from pathlib import Path

from provodnik.clients.devices import answer
from provodnik.clients.transport import Transport
from provodnik.contracts.sign_in import Challenge, ChallengeAnswer, SessionToken, SignInRequest
from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.rsa import RsaPrivateKey
from provodnik.keys.x25519 import X25519PrivateKey
from standalone.bench.base_process import BaseProcess, base_process
from standalone.bench.figures import Report
from standalone.bench.world import add_robot, describe_trip

CONNECTIONS = 16
SIGN_INS = 1_000
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
    device_seconds = 0.0

    async def sign_in() -> None:
        nonlocal device_seconds
        challenge = await transport.send(Challenge, "POST", f"{PREFIX}/login", SignInRequest(id=robot.id))
        begun = time.perf_counter()
        opened: ChallengeAnswer = answer(challenge, robot.id, key)
        device_seconds += time.perf_counter() - begun
        await transport.send(SessionToken, "POST", f"{PREFIX}/login_code", opened)

    async def many(count: int) -> None:
        for _ in range(count):
            await sign_in()

    cpu_before = await base.metric("process_cpu_seconds_total")
    await asyncio.gather(*(many(SIGN_INS // CONNECTIONS) for _ in range(CONNECTIONS)))
    done = SIGN_INS // CONNECTIONS * CONNECTIONS
    cpu = await base.metric("process_cpu_seconds_total") - cpu_before
    note = (
        f"per second of the server's processor time, both round trips, {done} sign-ins over {CONNECTIONS} connections"
    )
    report.add(f"auth.sign_ins_per_second.{name}", done / cpu, "1/s", note)
    report.add(f"auth.device_ms.{name}", device_seconds / done * 1000, "ms", "opening the sealed code, one core")
