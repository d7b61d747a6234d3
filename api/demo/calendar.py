"""The days of the demo, all counted from today: a year of records, three cohorts."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

RECORDED = timedelta(days=365)


class Calendar(msgspec.Struct, frozen=True):
    """The demo as seen from ``today``; nothing is recorded today or later."""

    today: date

    @property
    def first(self) -> date:
        """The first day on which something is recorded."""
        return self.today - RECORDED

    @property
    def last(self) -> date:
        """The last day on which something is recorded."""
        return self.today - timedelta(days=1)

    @property
    def final_year(self) -> int:
        """The year in which today's final-year students graduate."""
        this_year = self.today < date(self.today.year, 6, 30)
        return self.today.year if this_year else self.today.year + 1

    @property
    def years(self) -> tuple[int, int, int]:
        """The cohorts: graduates of two years, students of the final year."""
        return (self.final_year - 2, self.final_year - 1, self.final_year)

    @staticmethod
    def graduation(year: int) -> date:
        """The day of the diplomas."""
        return date(year, 6, 27)
