"""The point of a read: what was true on ``as_of``, by what was known then (semantics S10, S11)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from math import ceil
from typing import Any

import msgspec
from flask import Response, request
from marshmallow import Schema, fields
from werkzeug.http import http_date, parse_date

from api.context import actor, service
from api.shapes import Day, Position
from marshrut.asof import AsOf
from marshrut.ledger.clock import moment_of
from marshrut.ledger.points import (
    FutureKnownAt,
    PositionBeyondHead,
    check_position,
    position_at,
)
from marshrut.refusals import refuse

RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)"
    r"([Zz]|[+ -][0-9]{2}:[0-9]{2})"
)


class Moment(fields.DateTime):
    """A moment with its offset (RFC 3339). A ``+`` that came unescaped, as a blank, is taken."""

    expected = "2026-01-31T12:00:00+03:00"

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> datetime:
        found = RFC_3339.fullmatch(str(value))
        if found is None:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        day, time, offset = found.groups()
        text = f"{day}T{time}{offset.upper().replace(' ', '+')}"
        moment: datetime = super()._deserialize(text, *place, **options)
        try:
            return moment.astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


class PointQuery(Schema):
    """The parameters of every read that depends on a point; others inherit it."""

    as_of = Day(metadata={"description": "State at the end of this day; today if not given."})
    known_at = Moment(metadata={"description": "By what was known at this moment."})
    known_position = Position(metadata={"description": "By what was known at this position."})


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A point as answers show it; ``known_at`` is null for the empty ledger."""

    as_of: date
    known_position: int
    known_at: datetime | None

    @property
    def asof(self) -> AsOf:
        """The same as the domain takes it."""
        return AsOf(self.as_of, self.known_position)


def asked_point(query: dict[str, Any], *, region: str | None = None) -> Point:
    """The point that the request asks for; defaults: today, the head. Raises ``Refused``.

    Today is the date in ``region``, by default the caller's (semantics S11).
    """
    as_of = query.get("as_of") or service().today(region or own_region())
    position = _asked_position(query)
    times = service().ledger.times_of([position] if position else [])
    known_at = moment_of(times[position]) if position else None
    return Point(as_of=as_of, known_position=position, known_at=known_at)


def is_head(query: dict[str, Any]) -> bool:
    """Whether the request asks by all that is known."""
    asked = {"known_at", "known_position"} & query.keys()
    return not asked and "Accept-Datetime" not in request.headers


def own_today() -> date:
    """The date in the caller's region (semantics S11)."""
    return service().today(own_region())


def own_region() -> str | None:
    """The caller's region: the first granted, or that of the caller's organisation."""
    who = actor()
    if who.regions:
        return who.regions[0]
    school = service().organisation(who.organisation) if who.organisation else None
    return school.on(service().today()).region_code if school else None


def memento(response: Response, point: Point) -> Response:
    """The response, dated as a memento where ``Accept-Datetime`` asked for one (RFC 7089).

    The date is of whole seconds, and rounded up: asked for by it, the answer is the same again.
    """
    response.vary.add("Accept-Datetime")
    if "Accept-Datetime" in request.headers and point.known_at is not None:
        response.headers["Memento-Datetime"] = http_date(ceil(point.known_at.timestamp()))
    return response


def _asked_position(query: dict[str, Any]) -> int:
    known_at, position = query.get("known_at"), query.get("known_position")
    if known_at is not None and position is not None:
        raise refuse("INVALID", field="known_position", expected="known_at | known_position")
    if position is not None:
        return checked_position(position)
    known_at = known_at or _accepted_datetime()
    return service().ledger.head().position if known_at is None else _known(known_at)


def _accepted_datetime() -> datetime | None:
    given = request.headers.get("Accept-Datetime")
    if given is None:
        return None
    moment = parse_date(given)
    if moment is None:
        raise refuse("INVALID", field="Accept-Datetime", expected=http_date(0))
    return moment


def checked_position(position: int, *, field: str = "known_position") -> int:
    """The position, if the ledger has come so far. Raises ``Refused``."""
    ledger = service().ledger
    try:
        return check_position(ledger, position=position)
    except PositionBeyondHead as beyond:
        head = ledger.head().position
        raise refuse("BEYOND_HEAD", field=field, position=position, head=head) from beyond


def _known(known_at: datetime) -> int:
    try:
        return position_at(service().ledger, known_at=known_at)
    except FutureKnownAt as future:
        now = service().now().isoformat()
        raise refuse(
            "FUTURE_KNOWN_AT", field="known_at", known_at=known_at.isoformat(), now=now
        ) from future
