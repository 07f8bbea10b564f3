"""Is the process alive, and can it do its work: each dependency by name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response

from provodnik.contracts.wire import Ok, Wire

logger = logging.getLogger(__name__)

Probe = Callable[[], Awaitable[object]]

# An orchestrator's own patience is some seconds.
PROBE_SECONDS = 3.0


class Readiness(Wire):
    status: str
    dependencies: dict[str, str]


class Health:
    """Asks the dependencies. One that is lost is logged once when it is lost, and once when it is back."""

    def __init__(
        self,
        own: Mapping[str, Probe],
        peers: Mapping[str, Probe] | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        """`own`: what the service can't work without; `peers`: what it does less without.

        `hints`: by the same names, where an operator should look when one is down.
        """
        self._own = own
        self._peers = peers or {}
        self._hints = hints or {}
        self._lost: set[str] = set()

    async def readiness(self) -> Readiness:
        probes = {**self._own, **self._peers}
        answers = await asyncio.gather(*(self._answers(name, probe) for name, probe in probes.items()))
        up = {name for name, answered in zip(probes, answers, strict=True) if answered}
        states = {name: "up" if name in up else "down" if name in self._own else "degraded" for name in probes}
        return Readiness(status="ready" if up >= self._own.keys() else "unready", dependencies=states)

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/health", tags=["health"])

        @router.get("/live")
        async def live() -> Ok:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
            """The process runs."""
            return Ok()

        @router.get("/ready", responses={503: {"model": Readiness}})
        async def ready(response: Response) -> Readiness:  # pyright: ignore[reportUnusedFunction] - as above
            """The service can do its work; peers that are down are named, and don't make it unready."""
            readiness = await self.readiness()
            response.status_code = 200 if readiness.status == "ready" else 503
            return readiness

        return router

    async def _answers(self, name: str, probe: Probe) -> bool:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await probe()
        except Exception as error:  # noqa: BLE001 - whatever it is, the dependency does not answer
            if name not in self._lost:
                self._lost.add(name)
                hint = self._hints.get(name, "it is asked again each time that somebody asks for /health/ready")
                logger.error("%s is down (%s): %s", name, _in_one_line(error), hint)  # noqa: TRY400 - one line says it
            return False
        if name in self._lost:
            self._lost.remove(name)
            logger.warning("%s is back", name)
        return True


def _in_one_line(error: Exception) -> str:
    """SQLAlchemy's errors carry the driver's own, and a page of text around it."""
    cause = getattr(error, "orig", None) or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())
