"""Months as sheets of a calendar: weeks from Monday to Sunday, days of other months left empty."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from datetime import date, timedelta

Week = list[date | None]


def weeks_of(month: date) -> list[Week]:
    """The weeks of the month that the day is in."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [[day if day.month == month.month else None for day in week] for week in weeks]


def months_between(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of ``first`` to that of ``last``."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)
