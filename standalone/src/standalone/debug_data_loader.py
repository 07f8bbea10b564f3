"""Something to try the stack with."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from debug_data.files import DataUnusable
from debug_data.loader import load
from debug_data.stores import load_stores, read_stores
from provodnik.clients.admin_access import FAILURES, Gateway
from provodnik.contracts.run_file import RunFile
from standalone.errors import StackError
from standalone.progress import Counter


def load_debug_data(run_file: RunFile, count: Counter) -> None:
    """Whatever of it is missing. Not from within a running event loop."""
    gateway = Gateway(run_file.gateway, run_file.admin_token, run_file.store_admin_token)
    try:
        asyncio.run(_load(gateway, count))
    except FAILURES as error:
        raise StackError(f"the debug data can't be loaded: {gateway.explain(error)}") from error
    except DataUnusable as error:
        raise StackError(f"the debug data can't be loaded: {error}") from error


async def _load(gateway: Gateway, count: Counter) -> None:
    today = datetime.now(ZoneInfo("Europe/Moscow")).date()  # where most of its trains leave
    async with gateway.admin() as admin, gateway.store_admin() as store_admin:
        await load(admin, today, count)
        if store_admin:
            await load_stores(admin, store_admin, read_stores())
