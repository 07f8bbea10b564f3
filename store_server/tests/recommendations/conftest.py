from collections.abc import AsyncGenerator

import pytest

from provodnik.server.database import create_engine, create_sessions
from store_server.config import StoreServerSettings
from store_server.recommendations.counting import SalesCounting
from store_server.testing.sales import PastSales, SalesTables


@pytest.fixture
async def tables(store_settings: StoreServerSettings) -> AsyncGenerator[SalesTables]:
    engine, statements = create_engine(store_settings.database), create_engine(store_settings.database, autocommit=True)
    yield SalesTables(create_sessions(engine), statements)
    await engine.dispose()
    await statements.dispose()


@pytest.fixture
def past(tables: SalesTables) -> PastSales:
    return PastSales(tables.sessions)


@pytest.fixture
def sales(tables: SalesTables) -> SalesCounting:
    return SalesCounting(tables.statements, statement_seconds=10)
