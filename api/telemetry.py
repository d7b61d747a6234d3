"""What is known of a request afterwards: a correlation id, and one structured line.

No query string, body, header, unknown path or exception message is logged: each may describe a
person.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
from typing import Any
from uuid import uuid4

import msgspec
from flask import Flask, Response, g, request

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger("marshrut.api")


def register_telemetry(app: Flask) -> None:
    """Follow every request of the application."""
    _set_up_log()
    app.before_request(_begin)
    app.after_request(_end)


def log_failure(error: Exception) -> None:
    """Log a defect: its kind and where it arose, not its message, which may quote data."""
    frames = [
        f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)
    ]
    _write(logging.ERROR, failure=type(error).__qualname__, frames=frames)


def _set_up_log() -> None:
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.correlation_id = given if WELL_FORMED.fullmatch(given) else str(uuid4())
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.correlation_id
    response.vary.update({"Accept-Language", "Authorization"})
    actor = g.get("actor")
    milliseconds = round((time.perf_counter() - g.begun) * 1000, 1)
    _write(
        logging.INFO,
        method=request.method,
        path=request.path if request.url_rule else None,
        status=response.status_code,
        ms=milliseconds,
        actor=actor.actor_id if actor else None,
        role=actor.role if actor else None,
        **({"unfit": g.unfit} if "unfit" in g else {}),  # why a token opened nothing
    )
    return response


def _write(level: int, **fields: Any) -> None:
    line = {"correlation_id": g.get("correlation_id"), **fields}
    log.log(level, msgspec.json.encode(line).decode())
