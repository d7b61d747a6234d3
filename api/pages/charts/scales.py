"""From days to places on a chart, and the marks beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from api.pages.formats import month

MOST_TICKS = 9
HALF_A_TEXT = 30.0
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between two marks."""


class Tick(NamedTuple):
    """A mark of an axis: where, and what it says."""

    at: float
    text: str


class Days(NamedTuple):
    """A stretch of days, laid over so much width; days outside stand at its edges."""

    first: date
    last: date
    left: float
    width: float

    def at(self, day: date | None) -> float:
        """Where the day begins; the end for one that never comes."""
        if day is None or day >= self.last:
            return round(self.left + self.width, 1)
        whole = max(1, (self.last - self.first).days)
        part = max(0, (day - self.first).days) / whole
        return round(self.left + part * self.width, 1)

    def ticks(self) -> list[Tick]:
        """The first days of months, so far apart that they can be read."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in STEPS if months / step <= MOST_TICKS), STEPS[-1])
        marks = [Tick(self.at(day), month(day)) for day in self._beginnings(step)]
        return [mark for mark in marks if mark.at + HALF_A_TEXT <= self.left + self.width]

    def _beginnings(self, step: int) -> Iterator[date]:
        day = self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first and (day.year * 12 + day.month - 1) % step == 0:
                yield day
            day = (day + timedelta(days=32)).replace(day=1)
