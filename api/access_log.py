"""Entries of the access log as answers tell them."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from flask import Response, request
from sqlalchemy import Row

from api.answers import answer
from api.context import actor, projections, service, shows_person
from api.cursors import LARGEST
from api.looks import note
from api.schemas.population import PAGE
from api.texts import label
from marshrut.application.access_log import purposes
from marshrut.refusals import refuse
from projections.access_log import AccessAsked, access_page
from projections.population import Scope

KINDS = "access_kinds"
Number = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
TOLD = (
    *("number", "kind", "at", "actor", "role", "organisation", "route", "correlation_id"),
    *("case_id", "person", "notes", "emergency", "until"),
)


def log_answer(asked: AccessAsked, query: dict[str, Any], *, told: bool = False) -> Response:
    """A page of what is asked; where it is ``told``, with the purposes that the reader may see."""
    limit = query.get("limit", PAGE)
    found = access_page(
        projections(),
        asked,
        scope=Scope.of(actor()),
        today=service().today(),
        before=_before(query),
        limit=limit + 1,
    )
    rows = found[:limit]
    entries = _told(rows) if told else [entry(row) for row in rows]
    response = answer({"entries": entries})
    return _link_older(response, rows[-1].number) if len(found) > limit else response


def entry(row: Row[Any]) -> dict[str, Any]:
    """The entry without its purpose."""
    return {
        **{name: getattr(row, name) for name in TOLD},
        "label": label(KINDS, row.kind),
        "regions": row.regions.split(",") if row.regions else [],
        "purpose_stated": row.sealed_why is not None,
    }


def _told(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """The entries with their purposes, which may name the person: for whoever sees one."""
    shown = shows_person()
    opened = purposes(service(), rows, seen=note) if shown else {}
    return [
        {
            **entry(row),
            "purpose": opened.get(row.number),
            "purpose_hidden": row.sealed_why is not None and not shown,
            "purpose_erased": row.number in opened and opened[row.number] is None,
        }
        for row in rows
    ]


def _before(query: dict[str, Any]) -> int | None:
    """The number below which the page is. Raises ``Refused``."""
    if "cursor" not in query:
        return None
    try:
        return msgspec.json.decode(urlsafe_b64decode(query["cursor"]), type=Number)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise refuse("INVALID", field="cursor", expected="Link; rel=next") from error


def _link_older(response: Response, before: int) -> Response:
    cursor = urlsafe_b64encode(msgspec.json.encode(before)).decode()
    kept = {name: value for name, value in request.args.items() if name != "cursor"}
    url = f"{request.path}?{urlencode({**kept, 'cursor': cursor})}"
    response.headers["Link"] = f'<{url}>; rel="next"'
    return response
