"""Redis for a service."""

from typing import Annotated, cast

from fastapi import Depends, Request
from pydantic import BaseModel, Field, SecretStr
from redis.asyncio import Redis


class RedisSettings(BaseModel):
    url: SecretStr = Field(description="redis://:password@host:port/0")
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
    )


def get_redis(request: Request) -> Redis:
    return cast("Redis", request.app.state.redis)


RedisDep = Annotated[Redis, Depends(get_redis)]
