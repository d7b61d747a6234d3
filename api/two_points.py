"""The two points of a comparison, and cursors that pin both (semantics S16, S20)."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from flask import request

from api.cursors import LARGEST
from api.point import Point, asked_point
from api.shapes import check_day
from marshrut.refusals import Finding, Refused, refuse

KNOWN = ("known_{}", "known_at_{}")
"""The parameters of an end, in which ``known_…`` is a position."""

WHOLE = {"as_of", "known_at", "known_position"}
OF_POINTS = {
    *(name.format(end) for end in ("from", "to") for name in ("as_of_{}", *KNOWN)),
    *WHOLE,
}
START = "known_from | known_at_from | as_of_from"


class Points(NamedTuple):
    """The earlier point and the later one."""

    before: Point
    after: Point


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended, and between which points it was asked."""

    as_of_from: date
    known_from: int
    as_of_to: date
    known_to: int
    after: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


def asked_points(query: dict[str, Any]) -> Points:
    """The points that the request compares. Raises ``Refused``.

    The later one is that of any read, by ``…_to`` or by ``as_of``, ``known_…``; the earlier one
    is as the later but for what ``…_from`` says. At least one of these has to be said.
    """
    if not any(f"{name}_from" in query for name in ("as_of", "known", "known_at")):
        raise refuse("REQUIRED", field="known_from", expected=START)
    after = _end(query, "to", {n: query[n] for n in WHOLE & query.keys()})
    pinned = {"as_of": after.as_of, "known_position": after.known_position}
    before = _end(query, "from", pinned)
    if before.as_of > after.as_of:
        raise refuse("INVALID", field="as_of_from", expected=f"≤ {after.as_of} (as_of_to)")
    if before.known_position > after.known_position:
        raise refuse("INVALID", field="known_from", expected=f"≤ {after.known_position} (known_to)")
    return Points(before, after)


def asked_pages(query: dict[str, Any]) -> tuple[Points, int]:
    """The points of a page, and what it comes after; 0 for the first. Raises ``Refused``."""
    given = query.get("cursor")
    if given is None:
        return asked_points(query), 0
    if query.keys() & OF_POINTS:
        raise refuse("INVALID", field="cursor", expected="cursor | as_of_…, known_…")
    try:
        cursor = msgspec.json.decode(urlsafe_b64decode(given), type=Cursor)
        check_day(cursor.as_of_from)
        check_day(cursor.as_of_to)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise refuse("INVALID", field="cursor", expected="Link; rel=next") from error
    pinned: dict[str, Any] = msgspec.structs.asdict(cursor)
    return asked_points(pinned), cursor.after


def next_page(points: Points, after: int, *, path: str | None = None, **more: str) -> str:
    """The address of what comes after; ``more`` are parameters that this request has not."""
    before, later = points
    cursor = Cursor(before.as_of, before.known_position, later.as_of, later.known_position, after)
    kept = {n: v for n, v in request.args.items() if n not in OF_POINTS | {"cursor"}}
    text = urlsafe_b64encode(msgspec.json.encode(cursor)).decode()
    return f"{path or request.path}?{urlencode({**kept, **more, 'cursor': text})}"


def _end(query: dict[str, Any], end: str, default: dict[str, Any]) -> Point:
    """One of the points: what the request says of it, and else the default."""
    given = {n: query[n.format(end)] for n in ("as_of_{}", *KNOWN) if n.format(end) in query}
    if len(given.keys() & set(KNOWN)) > 1:
        raise refuse("INVALID", field=f"known_{end}", expected=f"known_{end} | known_at_{end}")
    said = dict(default)
    if given.keys() & set(KNOWN):
        said = {n: v for n, v in said.items() if n == "as_of"}
    names = {"as_of_{}": "as_of", "known_{}": "known_position", "known_at_{}": "known_at"}
    said |= {names[name]: value for name, value in given.items()}
    try:
        return asked_point(said)
    except Refused as refused:
        asked = {names[name]: name.format(end) for name in given}
        raise Refused(*(_about(found, asked) for found in refused.findings)) from refused


def _about(found: Finding, asked: dict[str, str]) -> Finding:
    """The finding, about the parameter that the request has used."""
    field = asked.get(found.field or "", found.field)
    return msgspec.structs.replace(found, field=field)
