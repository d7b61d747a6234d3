"""What is known of a request afterwards: a correlation id, and one structured line.

No query string, body, header, unknown path or exception message is logged: each may describe a
person. Of a path the ids are, and no other values: a code may be anything that was typed, an ИНН a
person's.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any
from uuid import UUID, uuid4

import msgspec
from flask import Flask, Response, g, request

from marshrut.failures import frames_of, kind_of

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9._-]{1,64}")
"""With a letter: digits alone may be a СНИЛС or a phone, and the id is written with every event."""

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}

log = logging.getLogger("marshrut.api")


def register_telemetry(app: Flask) -> None:
    """Follow every request of the application."""
    _set_up_log()
    app.before_request(_begin)
    app.after_request(_end)


def log_failure(error: Exception) -> None:
    """Log a defect: its kind and where it arose, not its message, which may quote data."""
    _write(logging.ERROR, failure=kind_of(error), frames=frames_of(error))


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
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.vary.update({"Accept-Language", "Authorization"})
    actor = g.get("actor")
    milliseconds = round((time.perf_counter() - g.begun) * 1000, 1)
    _write(
        logging.INFO,
        method=request.method,
        path=_path(),
        status=response.status_code,
        ms=milliseconds,
        actor=actor.actor_id if actor else None,
        role=actor.role if actor else None,
    )
    return response


def _path() -> str | None:
    """The path by its rule; of its values those alone that are ids."""
    if request.url_rule is None:
        return None
    given = request.view_args or {}

    def value(found: re.Match[str]) -> str:
        told = given.get(found[1])
        return str(told) if isinstance(told, UUID) else f"{{{found[1]}}}"

    return PARAMETER.sub(value, request.url_rule.rule)


def _write(level: int, **fields: Any) -> None:
    line = {"correlation_id": g.get("correlation_id"), **fields}
    log.log(level, msgspec.json.encode(line).decode())
