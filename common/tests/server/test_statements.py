import logging
from collections.abc import Callable

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from provodnik.server.database import DatabaseSettings, create_engine
from provodnik.server.statements import tell_slow_statements
from provodnik.testing.postgres import Migrate


async def test_a_slow_statement_is_told_with_its_process_and_a_quick_one_is_not(
    fresh_database: Callable[[Migrate], str], caplog: pytest.LogCaptureFixture
) -> None:
    engine = create_engine(DatabaseSettings(url=SecretStr(fresh_database(lambda _: None))))
    tell_slow_statements(engine, seconds=0.05)
    with caplog.at_level(logging.WARNING):
        async with engine.connect() as connection:
            process = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            assert caplog.records == []
            await connection.execute(text("SELECT pg_sleep(0.06), :secret"), {"secret": "Каренина"})
    await engine.dispose()
    (told,) = caplog.records
    assert vars(told)["postgres_process"] == process
    assert 60 <= vars(told)["ms"] < 1000
    assert "Каренина" not in str(vars(told))
