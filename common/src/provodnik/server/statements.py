"""Slow statements, told with the process of PostgreSQL that ran them.

The line has the request's id as every line has (request_ids), and PostgreSQL's own log has the same process: so a
request is followed into the database, at no cost for what is quick.
"""

import logging
import time
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

logger = logging.getLogger(__name__)

_SLOW_SECONDS: Final = 0.2
_BEGUN: Final = "statement_begun_at"


def tell_slow_statements(engine: AsyncEngine, seconds: float = _SLOW_SECONDS) -> None:
    """Without the statement's values, and without the statement itself: that is in PostgreSQL's log."""

    def before(connection: Any, *_: object) -> None:
        connection.info[_BEGUN] = time.perf_counter()

    def after(connection: Any, *_: object) -> None:
        spent = time.perf_counter() - connection.info[_BEGUN]
        if spent >= seconds:
            backend = connection.connection.driver_connection.get_server_pid()
            logger.warning("a slow statement", extra={"ms": round(spent * 1000), "postgres_process": backend})

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    event.listen(engine.sync_engine, "after_cursor_execute", after)
