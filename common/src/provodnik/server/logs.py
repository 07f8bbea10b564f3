"""Logs as JSON lines on standard error."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter


def log_as_json(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    names = {"asctime": "at", "levelname": "level"}
    handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{", rename_fields=names))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True
    # It would tell every request with its address, and addresses hold people's ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)
