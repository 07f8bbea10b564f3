import pytest
from pydantic import SecretStr, ValidationError
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ConnectionLost

from provodnik.server.redis_async import RedisSettings, connect_redis


@pytest.mark.parametrize("url", ["", "localhost:6379", "http://host", "redis://", "redis://:the-password@host:port/0"])
def test_another_kind_of_url_is_refused_with_the_form_it_has_and_without_the_password(url: str) -> None:
    with pytest.raises(ValidationError, match="redis://:password@host:port/0") as error:
        RedisSettings(url=SecretStr(url))

    assert "the-password" not in str(error.value)


async def test_text_goes_in_and_comes_out(redis: Redis) -> None:
    await redis.set("name", "Анна")

    assert await redis.get("name") == "Анна"


async def test_a_connection_that_went_stale_is_made_anew(redis: Redis) -> None:
    await redis.set("name", "Anna")
    await redis.client_kill_filter(_type="normal", skipme=False)  # pyright: ignore[reportUnknownMemberType] - its options are untyped

    assert await redis.get("name") == "Anna"


async def test_where_nobody_listens_it_says_so_without_a_dozen_tries() -> None:
    async with connect_redis(RedisSettings(url=SecretStr("redis://127.0.0.1:1/0"))) as redis:
        with pytest.raises(ConnectionLost):
            await redis.get("name")
