"""The point of every question, and half-open periods of days.

A question is asked at one point: what was true on the date ``as_of`` (end of that day),
by what was known at the ledger position ``known``. Periods are half-open ``[from, to)`` with
``None`` for open. Documents and the API speak of *last days, inclusive* (semantics S5):
``day_after`` and ``last_day`` are the only two places where one becomes the other.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import msgspec

ONE_DAY = timedelta(days=1)


class AsOf(msgspec.Struct, frozen=True):
    """A point: the date in the world, and the ledger position that limits what is known."""

    as_of: date
    known: int


class Period(msgspec.Struct, frozen=True, order=True, gc=False):
    """Days from ``start`` (inclusive) to ``end`` (exclusive; ``None`` = open)."""

    start: date
    end: date | None = None

    @property
    def empty(self) -> bool:
        """Whether no day is left in the period."""
        return self.end is not None and self.end <= self.start

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two periods share a day."""
        if self.empty or other.empty:
            return False
        starts_in_time = other.end is None or self.start < other.end
        return starts_in_time and (self.end is None or other.start < self.end)


def day_after(last: date | None) -> date | None:
    """The exclusive end of a period whose last day is ``last``."""
    return None if last is None else last + ONE_DAY


def last_day(end: date | None) -> date | None:
    """The last day of a period with the exclusive end ``end``."""
    return None if end is None else end - ONE_DAY


def earliest(*days: date | None) -> date | None:
    """The earliest of the days that are known, ``None`` standing for never."""
    known = [day for day in days if day is not None]
    return min(known, default=None)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (or earlier), or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(born: date, age: int) -> date:
    """The day on which a person born on ``born`` turns ``age`` (29 February: 1 March)."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
