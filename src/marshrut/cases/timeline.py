"""Values through valid time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class Timeline(Generic[T]):
    """A value since ever, and further ones, each from its day to the next one's.

    ``turns`` come by day; of several on one day the last holds.
    """

    def __init__(self, first: T, turns: Iterable[tuple[date, T]] = ()) -> None:
        self.cuts: list[date] = []
        self.values = [first]
        for day, value in turns:
            self.cuts.append(day)
            self.values.append(value)

    def on(self, day: date) -> T:
        """The value on ``day``."""
        return self.values[bisect_right(self.cuts, day)]
