import pytest
from pydantic import SecretStr

from provodnik.server.redis_async import RedisSettings, connect_redis


@pytest.mark.parametrize("turn", [1, 2])
async def test_every_test_finds_it_empty(redis_url: str, turn: int) -> None:
    async with connect_redis(RedisSettings(url=SecretStr(redis_url))) as client:
        assert not await client.exists("left by")
        await client.set("left by", turn)
