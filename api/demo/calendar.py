"""The days of the demo, all counted from its last one: a year and a half of records."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from marshrut.asof import add_months

STORY_ENDS = date(2026, 11, 20)
"""The last day of the demo, wherever and whenever it is loaded: the same story each time."""

RECORDED_MONTHS = 18
SATURDAY = 5
SEPTEMBER = 9


class Calendar(msgspec.Struct, frozen=True):
    """The demo whose last records are made on ``until``; nothing is recorded later."""

    until: date

    @property
    def first(self) -> date:
        """The first day on which something is recorded."""
        return add_months(self.until, -RECORDED_MONTHS)

    @property
    def years(self) -> tuple[int, ...]:
        """The cohorts by year of graduation: three, and in autumn the students after them."""
        year = self.until.year
        students = (year + 1,) if self.until.month >= SEPTEMBER else ()
        return (year - 2, year - 1, year, *students)


def last_story_day(today: date) -> date:
    """The day on which the demo ends, never later than yesterday: nothing is recorded ahead."""
    return min(STORY_ENDS, today - timedelta(days=1))


def working_day(day: date) -> date:
    """The day, or the Monday after a weekend: when there is somebody to record."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day
