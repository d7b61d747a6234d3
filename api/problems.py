"""How the API says no: problem details (RFC 9457) for every refusal, ours or Flask's."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed

from api.guards import LONGEST_ANSWER, BrokenBody
from api.metrics import REFUSALS
from api.telemetry import log_failure
from api.texts import by_field, language, message, refusal, title
from api.unreadiness import UNREADY, lacks
from marshrut.ledger.deadline import TooLate, is_past
from marshrut.ledger.errors import took_too_long
from marshrut.ledger.leaves import DamagedLedger
from marshrut.refusals import Finding, Refused, finding

E = TypeVar("E", bound=Exception)

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:marshrut:problem:"
NAMED = ("case_id", "entry_id")
"""Parameters of a finding that are members of the problem as well, for machines."""

OF_FLASK = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "TOO_LARGE"}

RETRY_AFTER = 5
"""Seconds after which it may be worth asking again."""


def register_problems(app: Flask) -> None:
    """Answer every error of the application with a problem."""
    app.register_error_handler(Refused, problem_of)
    app.register_error_handler(HTTPException, _problem_of_flask)
    app.register_error_handler(DamagedLedger, _problem_of_damage)
    for kind in UNREADY:
        app.register_error_handler(kind, _problem_of_unreadiness)
    app.register_error_handler(Exception, _problem_of_defect)


def problem_of(refused: Refused, **members: Any) -> Response:
    """The problem of a refusal: its findings, of which those with a field are in ``errors``.

    ``members`` are more of the problem's own, or instead of those.
    """
    findings = refused.findings
    codes = {found.code for found in findings}
    code = codes.pop() if len(codes) == 1 else "VALIDATION_FAILED"
    shown = findings[0] if len(findings) == 1 else finding("VALIDATION_FAILED")
    body: dict[str, Any] = {
        "type": TYPE + code,
        "title": title(code),
        "status": int(refusal(code).extra["status"]),
        "detail": message(shown).detail,
        "code": code,
        "instance": request.path,
        "correlation_id": g.get("correlation_id"),
        **_named(findings),
    }
    if errors := by_field(findings):
        body["errors"] = errors
    body |= members
    return _response(body, code, findings[0])


def _named(findings: tuple[Finding, ...]) -> dict[str, str]:
    given = findings[0].parameters if len(findings) == 1 else {}
    return {name: given[name] for name in NAMED if name in given}


def _response(body: dict[str, Any], code: str, found: Finding) -> Response:
    REFUSALS.labels(code).inc()
    response = Response(msgspec.json.encode(body), body["status"], content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = language()
    if code == "UNAUTHENTICATED":
        response.headers["WWW-Authenticate"] = _challenge()
    if "retry_after" in found.parameters:
        response.headers["Retry-After"] = found.parameters["retry_after"]
    return response


def _challenge() -> str:
    """Which kind of credentials is asked for, and whether some came that are none (RFC 6750)."""
    unfit = ', error="invalid_token"' if "Authorization" in request.headers else ""
    return f'Bearer realm="marshrut"{unfit}'


def _problem_of_flask(error: HTTPException) -> Response | HTTPException:
    """The problem of what Flask itself refuses; a redirect passes as it is."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error
    allowed = _methods(error)
    limit = request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"]
    defect = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    code = OF_FLASK.get(status, "INTERNAL" if defect else "VALIDATION_FAILED")
    code = "BROKEN_BODY" if isinstance(error, BrokenBody | ClientDisconnected) else code
    number = g.get("correlation_id")
    found = finding(code, allowed=allowed, limit=f"{limit} B", correlation_id=number)
    response = problem_of(Refused(found))
    if allowed:
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _methods(error: HTTPException) -> list[str]:
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return sorted(methods or ())


def _problem_of_unreadiness(error: Exception) -> Response:
    log_failure(error)
    if isinstance(error, TooLate) or is_past():
        seconds = int(LONGEST_ANSWER)
        return problem_of(Refused(finding("TOO_WIDE", seconds=seconds, retry_after=RETRY_AFTER)))
    if took_too_long(error):
        return problem_of(Refused(finding("OVERLOADED", retry_after=RETRY_AFTER)))
    return problem_of(not_ready(), lacks=lacks(error))


def _problem_of_damage(damaged: DamagedLedger) -> Response:
    log_failure(damaged)
    return problem_of(Refused(finding("LEDGER_DAMAGED", position=damaged.position)))


def unless_unready(handler: Callable[[E], Response]) -> Callable[[E], Response]:
    """The handler of an error, which may need the installation itself.

    What goes wrong in a handler Flask gives to no other: it would be taken for a defect.
    """

    def handle(error: E) -> Response:
        try:
            return handler(error)
        except UNREADY as unready:
            return _problem_of_unreadiness(unready)

    return handle


def not_ready() -> Refused:
    """The refusal of an installation that cannot serve now."""
    return Refused(finding("NOT_READY", retry_after=RETRY_AFTER))


def _problem_of_defect(error: Exception) -> Response:
    """A defect of ours: logged without what it was about, told by its number alone."""
    log_failure(error)
    return problem_of(Refused(finding("INTERNAL", correlation_id=g.get("correlation_id"))))
