"""Answers as bytes: JSON of codes and labels, dates as ISO text, nothing to be cached."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, request, url_for

from api.texts import message
from api.unfair import warned_in_case
from marshrut.application.requests import AlreadyAnswered, Written

OK = 200
CREATED = 201


def answer(payload: Any, status: int = OK, **headers: str) -> Response:
    """``payload`` as JSON; the names of ``headers`` are written with underscores."""
    response = Response(msgspec.json.encode(payload), status, mimetype="application/json")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def written_answer(written: Written) -> Response:
    """The answer to a write, with the new version as ``ETag``; that of an opening is located."""
    response = answer(shown(written), CREATED)
    response.set_etag(str(written.version))
    if "case_id" not in (request.view_args or {}):
        response.headers["Location"] = url_for("cases.read_case", case_id=written.case_id)
    return response


def shown(written: Written) -> dict[str, Any]:
    """What was written, with its warnings in words."""
    return {
        "case_id": written.case_id,
        "entry_id": written.entry_id,
        "position": written.position,
        "version": written.version,
        "warnings": [*map(message, written.warnings), *warned_in_case(written)],
        "closed": written.closed or (),
    }


def answer_again(repeated: AlreadyAnswered) -> Response:
    """The same answer to the same request (semantics S19)."""
    return written_answer(repeated.written)
