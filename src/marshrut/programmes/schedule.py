"""When an item of a plan is due: a deadline as printed, normalised, expanded into days.

Days of a schedule are last days, inclusive; nothing outside the validity of the plan is due.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec

MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
HALF_OF_MONTH = 15
QUARTER = 3
LAST_DAY = 31


class Recurrence(StrEnum):
    """How an item repeats (domain 7.6); the labels are in the classifier ``recurrences``."""

    NONE = "NONE"
    ANNUAL = "ANNUAL"
    QUARTERLY = "QUARTERLY"
    MONTHLY = "MONTHLY"
    TWICE_MONTHLY = "TWICE_MONTHLY"
    CONTINUOUS = "CONTINUOUS"
    ON_REQUEST = "ON_REQUEST"
    BY_SCHEDULE = "BY_SCHEDULE"


BY_MONTH = {Recurrence.QUARTERLY, Recurrence.MONTHLY, Recurrence.TWICE_MONTHLY}
"""These have due days of their own accord, without any being named."""


class Window(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From when to when work on one occurrence goes on; ``cohort``: for whose graduates."""

    opens_on: date
    closes_on: date
    cohort: int | None = None


class Schedule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A normalised deadline.

    ``days`` are due once; ``yearly`` are month-days («01-20») due every year, opening
    ``opens_yearly`` where that is known; ``day_of_month`` is that of monthly items, else the last.
    ``first`` and ``last`` bound the occurrences more narrowly than the plan's validity does.
    """

    recurrence: Recurrence = Recurrence.NONE
    days: tuple[date, ...] = ()
    yearly: tuple[str, ...] = ()
    opens_yearly: str | None = None
    day_of_month: int | None = None
    first: date | None = None
    last: date | None = None
    windows: tuple[Window, ...] = ()


class Occurrence(msgspec.Struct, frozen=True, order=True):
    """One time that an item is due: the last day in time, and when work on it opens."""

    due_on: date
    opens_on: date | None = None
    cohort: int | None = None


def occurrences(schedule: Schedule, *, valid_from: date, valid_to: date) -> list[Occurrence]:
    """The occurrences of a plan's item, by their due days (S33).

    Items that go on all the time, on request, or by a schedule not yet given have none.
    """
    first = max(valid_from, schedule.first or valid_from)
    last = min(valid_to, schedule.last or valid_to)
    days = {*schedule.days, *(d for d in _repeated(schedule, first, last) if first <= d <= last)}
    windows = {window.closes_on: window for window in schedule.windows}
    return [_occurrence(schedule, windows.get(day), day) for day in sorted(days)]


def _occurrence(schedule: Schedule, window: Window | None, day: date) -> Occurrence:
    if window is not None:
        return Occurrence(day, window.opens_on, window.cohort)
    if schedule.opens_yearly is None:
        return Occurrence(day)
    opens = on_month_day(schedule.opens_yearly, day.year)
    return Occurrence(
        day, opens if opens <= day else on_month_day(schedule.opens_yearly, day.year - 1)
    )


def _repeated(schedule: Schedule, first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        for text in schedule.yearly:
            yield on_month_day(text, year)
        if schedule.recurrence in BY_MONTH and not schedule.yearly:
            yield from _by_month(schedule, year)


def _by_month(schedule: Schedule, year: int) -> Iterator[date]:
    for month in range(1, 13):
        if schedule.recurrence is Recurrence.QUARTERLY and month % QUARTER:
            continue
        yield day_of(year, month, schedule.day_of_month or LAST_DAY)
        if schedule.recurrence is Recurrence.TWICE_MONTHLY:
            yield day_of(year, month, HALF_OF_MONTH)


def on_month_day(text: str, year: int) -> date:
    """The month-day («02-29») in the year, or the last day of that month."""
    month, day = map(int, text.split("-"))
    return day_of(year, month, day)


def day_of(year: int, month: int, day: int) -> date:
    """The day of the month, or the last one where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))
