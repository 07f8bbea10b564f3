"""Is the process alive, and can it do its work: each dependency by name."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response

from provodnik.contracts.wire import Ok, Wire

Probe = Callable[[], Awaitable[object]]


class Readiness(Wire):
    status: str
    dependencies: dict[str, str]


def health_router(own: Mapping[str, Probe], peers: Mapping[str, Probe] | None = None) -> APIRouter:
    """`own`: what the service can't work without; `peers`: what it does less without."""
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live")
    async def live() -> Ok:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """The process runs."""
        return Ok()

    @router.get("/ready", responses={503: {"model": Readiness}})
    async def ready(response: Response) -> Readiness:  # pyright: ignore[reportUnusedFunction] - as above
        """The service can do its work; peers that are down are named, and don't make it unready."""
        states = {name: "up" if await _answers(probe) else "down" for name, probe in own.items()}
        able = all(state == "up" for state in states.values())
        for name, probe in (peers or {}).items():
            states[name] = "up" if await _answers(probe) else "degraded"
        response.status_code = 200 if able else 503
        return Readiness(status="ready" if able else "unready", dependencies=states)

    return router


async def _answers(probe: Probe) -> bool:
    try:
        await probe()
    except Exception:  # noqa: BLE001 - whatever it is, the dependency does not answer
        return False
    return True
