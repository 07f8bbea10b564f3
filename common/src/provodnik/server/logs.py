"""Logs as JSON lines on standard error."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from provodnik.server.metrics import answered
from provodnik.server.request_ids import RequestIdFilter


def log_as_json(level: int = logging.INFO, *, requests: bool = False) -> None:
    """`requests`: with a line for each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(RequestIdFilter())
    names = {"asctime": "at", "levelname": "level"}
    handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{", rename_fields=names))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True
    answered.setLevel(logging.INFO if requests else logging.WARNING)
    # It would tell every request with its address, and addresses hold people's ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)
