"""Cursors pin their point: the next page is of the same knowledge as the first (semantics S20)."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from flask import Response, request

from api.point import Point, asked_point
from api.shapes import check_day
from marshrut.refusals import refuse

LARGEST = 2**53
"""More than there will ever be rows, and less than a database calls too large."""

POINT_PARAMETERS = {"as_of", "known_at", "known_position", "cursor"}


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended, and at which point it was asked."""

    as_of: date
    known_position: int
    after: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


def asked_page(query: dict[str, Any], *, region: str | None = None) -> tuple[Point, int]:
    """The point of the page and what it comes after; 0 for the first. Raises ``Refused``."""
    given = query.get("cursor")
    if given is None:
        return asked_point(query, region=region), 0
    if query.keys() & (POINT_PARAMETERS - {"cursor"}):
        raise refuse("INVALID", field="cursor", expected="cursor | as_of, known_at, known_position")
    try:
        cursor = msgspec.json.decode(urlsafe_b64decode(given), type=Cursor)
        check_day(cursor.as_of)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise refuse("INVALID", field="cursor", expected="Link; rel=next") from error
    pinned = {"as_of": cursor.as_of, "known_position": cursor.known_position}
    return asked_point(pinned), cursor.after


def link_next(response: Response, point: Point, after: int) -> Response:
    """The response with the ``Link`` to the page that comes after."""
    cursor = Cursor(point.as_of, point.known_position, after)
    kept = {name: value for name, value in request.args.items() if name not in POINT_PARAMETERS}
    text = urlsafe_b64encode(msgspec.json.encode(cursor)).decode()
    url = f"{request.path}?{urlencode({**kept, 'cursor': text})}"
    response.headers["Link"] = f'<{url}>; rel="next"'
    return response
