"""A question about figures, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, TypeVar
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

    def __hash__(self) -> int:
        """Filters are a mapping, which has no hash of its own."""
        return hash((self.on, self.since, self.until, tuple(sorted(self.filters.items()))))

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


T = TypeVar("T")


def remembered(answer: Callable[..., T]) -> Callable[..., T]:
    """Answer a question of what is known once: several tests of it ask the same again.

    What is known comes first, and keeps the answers: nobody may change them.
    """

    @wraps(answer)
    def answered(known: Any, *about: Any, **more: Any) -> T:
        key = (answer.__name__, *about, *sorted(more.items()))
        if key not in known.answers:
            known.answers[key] = answer(known, *about, **more)
        found: T = known.answers[key]
        return found

    return answered


@dataclass(frozen=True)
class Figure:
    """The cases of the numerator and of the denominator; no denominator: a mere count."""

    numerator: frozenset[UUID]
    denominator: frozenset[UUID] | None = None
