"""A load generator that costs little: bare HTTP/1.1 over kept-alive connections, in a process of its own.

An ordinary HTTP client would take more of the two cores than the server that it measures.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    host: str
    port: int
    path: str
    token: str
    connections: int
    bodies: list[str]


@dataclass(frozen=True)
class Outcome:
    """`seconds`: from the first request to the last answer; `latencies`: seconds per request; answers by status."""

    seconds: float
    latencies: list[float]
    statuses: dict[str, int]
    accepted: int


async def _send_all(plan: Plan, bodies: Iterator[str], outcome: "_Tally") -> None:
    reader, writer = await asyncio.open_connection(plan.host, plan.port)
    head = (
        f"POST {plan.path} HTTP/1.1\r\nHost: {plan.host}\r\nAuthorization: Bearer {plan.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    )
    for body in bodies:
        asked = time.perf_counter()
        content = body.encode()
        writer.write(f"{head}{len(content)}\r\n\r\n".encode() + content)
        answer_head = await reader.readuntil(b"\r\n\r\n")
        length = int(answer_head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        outcome.latencies.append(time.perf_counter() - asked)
        status = answer_head[9:12].decode()
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        outcome.accepted += b'"accepted"' in answer
    writer.close()


class _Tally:
    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.statuses: dict[str, int] = {}
        self.accepted = 0


async def _run(plan: Plan) -> Outcome:
    bodies, tally = iter(plan.bodies), _Tally()
    begun = time.perf_counter()
    await asyncio.gather(*(_send_all(plan, bodies, tally) for _ in range(plan.connections)))
    return Outcome(time.perf_counter() - begun, tally.latencies, tally.statuses, tally.accepted)


async def send(plan: Plan, folder: Path) -> Outcome:
    """Carry the plan out in a process of its own."""
    file = folder / "plan.json"
    file.write_text(json.dumps(asdict(plan)), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "standalone.bench.load", str(file), stdout=asyncio.subprocess.PIPE
    )
    answer, _ = await process.communicate()
    file.unlink()
    if process.returncode:
        raise RuntimeError(f"the load generator failed ({process.returncode}); its standard error says why")
    return Outcome(**json.loads(answer))


def main() -> None:
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    json.dump(asdict(asyncio.run(_run(plan))), sys.stdout)


if __name__ == "__main__":
    main()
