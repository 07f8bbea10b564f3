"""OpenTelemetry, where it is wanted: what is not wanted is not even imported."""

from typing import Annotated, Any, Literal, cast

from fastapi import FastAPI
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncEngine

Endpoint = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")]
_UNTRACED = "health/live,health/ready,metrics"


class TracesSettings(BaseModel):
    """`endpoint`: where an OTLP collector listens (HTTP), such as http://collector:4318/v1/traces."""

    endpoint: Endpoint | None = None
    ratio: Annotated[float, Field(gt=0, le=1, description="of the requests that begin here; others keep theirs")] = 0.1
    exported: Literal["at_once", "in_batches"] = "in_batches"


def trace(app: FastAPI, service: str, settings: TracesSettings, *engines: AsyncEngine) -> None:
    """Spans of requests, statements (never their values), Redis and what we ask of other services.

    For one app a process: OpenTelemetry's instruments are the process's own.
    """
    if settings.endpoint is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.redis import RedisInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.sqlalchemy import (  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs] - it has no types
        SQLAlchemyInstrumentor,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415

    provider = TracerProvider(
        resource=Resource.create({"service.name": service}),
        sampler=ParentBased(TraceIdRatioBased(settings.ratio)),
    )
    process = BatchSpanProcessor if settings.exported == "in_batches" else SimpleSpanProcessor
    provider.add_span_processor(process(OTLPSpanExporter(settings.endpoint)))
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, excluded_urls=_UNTRACED)
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    RedisInstrumentor().instrument(tracer_provider=provider)  # pyright: ignore[reportUnknownMemberType] - its options have no types
    # It says that it doesn't know SQLAlchemy 2.1 yet; of that it uses the engine's events alone, which a test watches.
    statements = cast("Any", SQLAlchemyInstrumentor())
    for engine in engines:
        statements.instrument(engine=engine.sync_engine, tracer_provider=provider, skip_dep_check=True)
