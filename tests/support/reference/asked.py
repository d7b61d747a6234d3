"""A question about figures, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Asked:
    """The date, and what narrows the question.

    ``filters`` name fields of the state (``graduation_year`` sets the cohort); ``region`` is of
    the case's organisation; ``since`` and ``until`` are the period asked for, both inclusive.
    """

    on: date
    since: date | None = None
    until: date | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    organisation: str | None = None
    regions: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The cohort that was asked for."""
        return self.filters.get("graduation_year")

    def cohort(self, *defined: int) -> tuple[int, ...]:
        """The years of the cohort: the one asked for, else the defined ones."""
        return defined if self.year is None else (self.year,)

    def period(self, defined: str) -> tuple[date, date]:
        """First and last day: as asked, else of the year or the academic year of the date."""
        first = date(self.on.year, 1, 1)
        if defined == "academic_year":
            first = date(self.on.year - (self.on.month < 9), 9, 1)
        return self.since or first, min(self.until or self.on, self.on)


@dataclass(frozen=True)
class Figure:
    """The cases of the numerator and of the denominator; no denominator: a mere count."""

    numerator: frozenset[UUID]
    denominator: frozenset[UUID] | None = None
