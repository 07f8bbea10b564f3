"""Redis for a service."""

from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, Field, SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost

_URL_FORM = "redis://:password@host:port/0"


def _redis_url(secret: SecretStr) -> SecretStr:
    try:
        url = urlsplit(secret.get_secret_value())
        usable = url.scheme in {"redis", "rediss"} and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(f"must be of the form {_URL_FORM}")
    return secret


class RedisSettings(BaseModel):
    url: Annotated[SecretStr, AfterValidator(_redis_url), Field(description=_URL_FORM)]
    connect_seconds: Annotated[float, Field(gt=0)] = 2
    answer_seconds: Annotated[float, Field(gt=0)] = 2


def connect_redis(settings: RedisSettings) -> Redis:
    """Text in and out; nothing is connected before the first command."""
    return Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped
        settings.url.get_secret_value(),
        decode_responses=True,
        socket_connect_timeout=settings.connect_seconds,
        socket_timeout=settings.answer_seconds,
        health_check_interval=30,
        # Once, for a connection that went stale in the pool. Not after a time-out: that command may have been done.
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
    )


async def ask_redis(redis: Redis) -> None:
    """A probe. Raises what keeps Redis away."""
    await redis.execute_command("PING")  # pyright: ignore[reportUnknownMemberType] - redis leaves its options untyped


async def get_redis(request: Request) -> Redis:
    return cast("Redis", request.app.state.redis)


RedisDep = Annotated[Redis, Depends(get_redis)]
