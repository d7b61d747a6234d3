"""Logs as lines of JSON: of the API, of gunicorn, of the worker and of long commands.

No line holds a query string, a body, a header, an address or the words of an exception: each may
describe a person. An exception is told by its kind and by where it arose.
"""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from marshrut.failures import frames_of, kind_of

SERVER = "gunicorn"
QUOTING = re.compile(r"Invalid request|Error handling request")
"""What gunicorn begins a line with that goes on with what was sent."""


class JsonLines(logging.Formatter):
    """A record as one line: time, level, logger, and what ``told`` has, or the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **(getattr(record, "told", None) or {"message": _message(record)}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= failure(record.exc_info[1])
        return msgspec.json.encode(line).decode()


def failure(error: BaseException) -> dict[str, Any]:
    """Of an exception its kind and where it arose, not its message."""
    return {"failure": kind_of(error), "frames": frames_of(error)}


def set_up_logs() -> None:
    """Write to stderr, unless somebody has said otherwise: a server, a test."""
    if not logging.root.handlers:
        handler = logging.StreamHandler()
        if not sys.stderr.isatty():
            handler.setFormatter(JsonLines())
            logging.captureWarnings(capture=True)
        logging.root.addHandler(handler)
    logging.getLogger("marshrut").setLevel(logging.INFO)


def of_gunicorn(level: str) -> dict[str, Any]:
    """The same for ``logconfig_dict``. Requests are told of by the application alone."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": {"level": level, "handlers": ["stderr"], "propagate": False},
            "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": False},
        },
    }


def _message(record: logging.LogRecord) -> str:
    message = record.getMessage()
    quoting = QUOTING.match(message) if record.name.startswith(SERVER) else None
    return quoting[0] if quoting else message
