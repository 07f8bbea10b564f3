"""What operators see of faces: how much, how long, what was refused. Never anything of a person."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from provodnik.contracts.errors import DomainError

_BUCKETS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class FaceMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._done = Counter("faces", "What was done.", ["gallery", "what"], registry=registry)
        self._refused = Counter("face_refusals", "Refusals by kind.", ["gallery", "kind"], registry=registry)
        self._seconds = Histogram(
            "face_part_seconds", "Time of a request's parts.", ["part"], buckets=_BUCKETS, registry=registry
        )
        self._people = Gauge("face_gallery_people", "People with photographs.", ["gallery"], registry=registry)
        self._unfinished = Gauge("face_queue_length", "Pictures that are read or wait for it.", registry=registry)

    def done(self, gallery: str, what: str) -> None:
        """`what`: enrolled, erased, found, nobody."""
        self._done.labels(gallery, what).inc()

    def count_people(self, gallery: str, people: Callable[[], int]) -> None:
        """Asked whenever somebody reads the figures."""
        self._people.labels(gallery).set_function(people)

    def count_unfinished(self, unfinished: Callable[[], int]) -> None:
        self._unfinished.set_function(unfinished)

    @contextmanager
    def part(self, gallery: str, part: str) -> Generator[None]:
        """Times a part of a request, and counts its refusal by code and, for a picture, by fault."""
        begun = time.perf_counter()
        try:
            yield
        except DomainError as refusal:
            fault = refusal.details.get("fault")
            kind = type(refusal).__name__
            self._refused.labels(gallery, f"{kind}.{fault}" if fault else kind).inc()
            raise
        finally:
            self._seconds.labels(part).observe(time.perf_counter() - begun)
