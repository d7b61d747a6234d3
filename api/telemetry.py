"""What is known of a request afterwards: a correlation id, and one structured line.

No query string, body, header, path or exception message is logged: each may describe a person. The
route is its template, without ids; who asked is told by the id of the token's holder, which is
staff's: what they did must be accounted for.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, request

from api.logs import failure, set_up_logs
from api.metrics import route

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9._-]{1,64}")
"""With a letter: digits alone may be a СНИЛС or a phone, and the id is written with every event."""

log = logging.getLogger("marshrut.api")


def register_telemetry(app: Flask) -> None:
    """Follow every request of the application."""
    set_up_logs()
    app.before_request(_begin)
    app.after_request(_end)


def log_failure(error: Exception) -> None:
    """Log a defect: its kind and where it arose, not its message, which may quote data."""
    _write(logging.ERROR, "failure", **failure(error))


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.correlation_id = given if WELL_FORMED.fullmatch(given) else str(uuid4())
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.correlation_id
    response.vary.update({"Accept-Language", "Authorization", "Prefer"})
    actor = g.get("actor")
    milliseconds = round((time.perf_counter() - g.begun) * 1000, 1)
    _write(
        logging.INFO,
        "request",
        method=request.method,
        route=route(),
        status=response.status_code,
        ms=milliseconds,
        actor=actor.actor_id if actor else None,
        role=actor.role if actor else None,
        **({"unfit": g.unfit} if "unfit" in g else {}),  # why a token opened nothing
    )
    return response


def _write(level: int, message: str, **fields: Any) -> None:
    told = {"message": message, "correlation_id": g.get("correlation_id"), **fields}
    log.log(level, message, extra={"told": told})
