"""Shares of cases in cases: both counts, and a percentage only where there is something to share.

Percent = 100·n/d of whole numbers, with one decimal, half up; d = 0 gives null (domain 9.0 N5).
"""

from __future__ import annotations

from fractions import Fraction

import msgspec

from projections.funnel import percent

NO_CASES = "NO_CASES"
"""Why there is no percentage: nobody is counted among."""


class Share(msgspec.Struct, frozen=True):
    """``cases`` out of ``of``; without ``percent`` there is a ``reason``."""

    cases: int
    of: int
    percent: float | None
    reason: str | None

    @property
    def exact(self) -> Fraction | None:
        """The share to be compared by: never what is shown rounded."""
        return Fraction(self.cases, self.of) if self.of else None


def share(cases: int, of: int) -> Share:
    """The share of ``cases`` in ``of``."""
    return Share(cases, of, percent(cases, of), None if of else NO_CASES)
