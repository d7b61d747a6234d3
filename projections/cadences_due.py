"""What is due for whom: how far each cadence has been kept in the days of its next cut-off.

F103-F106; domain 11.1. A case is kept up if in these days an actual status of it began or somebody
confirmed it, as staleness reads news (decision 0006); where forecasts are due, if one began, or
one that holds was confirmed. What is of reports and not of cases is told without counts.
"""

from __future__ import annotations

from calendar import MONDAY
from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import msgspec
import polars as pl

from marshrut.asof import AsOf
from marshrut.classifiers import Term, classifier
from projections.cadence_cases import followed_cases, in_cohort, in_place
from projections.cadences import CutOff, cadence_terms, in_force, last_on, next_on, of_cases
from projections.case_list import CaseRow, numbered_page
from projections.organisations import organisations_at
from projections.parts import count_parts, numbers_of
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.work_lists.cadences import named_regions

FORECASTS = "FORECAST"
SCHOOLS = "POO"
KEEPING = ("changed", "confirmed", "done", "missing")
PARTS = ("cases", *KEEPING, "stale")
NOT_OF_CASES, NOT_YET_OPEN = "NOT_OF_CASES", "NOT_YET_OPEN"
"""Why there is no count: the cadence asks nothing of single cases; its days have not begun."""


class DueAsked(NamedTuple):
    """Whose cases; ``weekday`` is that of weekly cadences, 0 for Monday."""

    filters: Filters
    scope: Scope
    weekday: int = MONDAY


class Occasion(NamedTuple):
    """A cadence on a day, before its next cut-off."""

    term: Term
    ahead: CutOff
    day: date

    @property
    def reason(self) -> str | None:
        """Why nobody is told to be missing."""
        if not self.term.extra["needs"]:
            return NOT_OF_CASES
        return NOT_YET_OPEN if self.ahead.first > self.day else None

    @property
    def told(self) -> tuple[str, ...]:
        """The parts that mean something: the others have no counts."""
        cases = ("cases",) if self.term.words("cohorts") else ()
        stale = ("stale",) if of_cases(self.term) else ()
        return (*cases, *(KEEPING if self.reason is None else ()), *stale)


class Due(msgspec.Struct, frozen=True):
    """What is due in an organisation by a cadence; counts are null where they say nothing."""

    organisation: str
    parts: dict[str, int | None]


class CadenceDue(msgspec.Struct, frozen=True):
    """A cadence at the point: its last and next cut-off, why counts lack, rows and their sum."""

    code: str
    last: CutOff | None
    next: CutOff
    reason: str | None
    rows: list[Due]
    total: dict[str, int | None]


def due(projections: Projections, point: AsOf, *, asked: DueAsked) -> list[CadenceDue]:
    """Every cadence that has a next cut-off, in the order of the classifier.

    A row an organisation with cases that the cadence concerns; where it is not of cases, a row a
    school in whose region it is in force.
    """
    cases = followed_cases(projections, point, filters=asked.filters, scope=asked.scope)
    schools = _schools(projections, point, asked)
    found = []
    for term in cadence_terms():
        occasion = _occasion(term, point.as_of, asked.weekday)
        if occasion is not None:
            past = last_on(term, point.as_of, weekday=asked.weekday)
            found.append(_due(occasion, past, cases, schools))
    return found


def due_page(
    projections: Projections,
    point: AsOf,
    *,
    asked: DueAsked,
    cadence: str,
    part: str,
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """The cases of a part of what is due by a cadence, by their numbers."""
    occasion = _occasion(classifier("cadences").get(cadence), point.as_of, asked.weekday)
    if occasion is None or part not in occasion.told:
        return []
    cases = followed_cases(projections, point, filters=asked.filters, scope=asked.scope)
    numbers = numbers_of(_of(occasion, cases), pl.col(part))
    return numbered_page(projections, point, numbers=numbers, after=after, limit=limit)


def _occasion(term: Term, day: date, weekday: int) -> Occasion | None:
    ahead = next_on(term, day, weekday=weekday)
    return None if ahead is None else Occasion(term, ahead, day)


def _due(
    occasion: Occasion, past: CutOff | None, cases: pl.LazyFrame, schools: Mapping[str, str]
) -> CadenceDue:
    term, told = occasion.term, occasion.told
    counted = count_parts(_of(occasion, cases), PARTS, ("organisation",))
    rows = [Due(row["organisation"], _parts(row, told)) for row in counted]
    if not term.words("cohorts"):
        here = (code for code, region in schools.items() if in_force(term, region))
        rows = [Due(code, _parts({}, told)) for code in here]
    total = {part: sum(row[part] for row in counted) for part in PARTS}
    return CadenceDue(term.code, past, occasion.ahead, occasion.reason, rows, _parts(total, told))


def _parts(counts: Mapping[str, Any], told: tuple[str, ...]) -> dict[str, int | None]:
    return {part: counts[part] if part in told else None for part in PARTS}


def _of(occasion: Occasion, cases: pl.LazyFrame) -> pl.LazyFrame:
    """The cases that the cadence concerns, with the flags ``PARTS``."""
    term, first = occasion.term, occasion.ahead.first
    changed = (pl.col("status_on") >= first).fill_null(value=False)
    confirmed = (pl.col("confirmed_on") >= first).fill_null(value=False)
    if term.extra["needs"] == FORECASTS:
        changed = (pl.col("forecast_on") >= first).fill_null(value=False)
        confirmed &= pl.col("forecast").is_not_null()
    return cases.filter(_here(term) & _in_cohorts(term, occasion.day)).with_columns(
        cases=pl.lit(value=True),
        changed=changed,
        confirmed=confirmed,
        done=changed | confirmed,
        missing=~(changed | confirmed),
        stale=(pl.col("stale_by") == term.code).fill_null(value=False),
    )


def _here(term: Term) -> pl.Expr:
    """The cases in whose region the cadence is in force."""
    regions = (region for region in (None, *named_regions()) if in_force(term, region))
    return reduce(or_, map(in_place, regions), pl.lit(value=False))


def _in_cohorts(term: Term, day: date) -> pl.Expr:
    cohorts = (in_cohort(word, day) for word in term.words("cohorts"))
    return reduce(or_, cohorts, pl.lit(value=False))


def _schools(projections: Projections, point: AsOf, asked: DueAsked) -> dict[str, str]:
    """The region of each school of the question, as known at the point."""
    known = organisations_at(projections, point, scope=asked.scope, code=asked.filters.organisation)
    return {one["code"]: one["region_code"] for one in known if one["org_kind"] == SCHOOLS}
