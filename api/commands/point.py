"""The point that a command asks about: its options, and what they come to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from marshrut.application.service import KeylessService
from marshrut.asof import AsOf
from marshrut.ledger.clock import moment_of
from marshrut.ledger.points import position_at


class Day(click.ParamType[date]):
    """A date, ``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The date that was written."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail("a date is written YYYY-MM-DD", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment with its offset (RFC 3339)."""

    name = "moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """The moment that was written."""
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail("a moment is written 2026-01-31T12:00:00+03:00", param, ctx)
        if moment.tzinfo is None:
            self.fail("a moment needs its offset: …+03:00 or …Z", param, ctx)
        return moment


AS_OF = click.option("--as-of", type=Day(), help="What was true on this day; today by default.")
KNOWN_AT = click.option("--known-at", type=Moment(), help="By what was known then; now by default.")


def asked_point(service: KeylessService, as_of: date | None, known_at: datetime | None) -> AsOf:
    """The point that the options name: today and the head where they name none."""
    ledger = service.ledger
    known = position_at(ledger, known_at=known_at) if known_at else ledger.head().position
    return AsOf(as_of or service.today(), known)


def shown_point(service: KeylessService, point: AsOf) -> dict[str, Any]:
    """The point as every answer carries it."""
    moment = service.ledger.times_of([point.known]).get(point.known)
    known_at = None if moment is None else moment_of(moment)
    return {"as_of": point.as_of, "known_position": point.known, "known_at": known_at}
