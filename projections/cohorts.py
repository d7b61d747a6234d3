"""The graduates of a year and of the two before, side by side and together (F135).

S002 задачи 5, 6; S000-3.8: a centre follows three cohorts at once, each with its own totals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import polars as pl

from marshrut.asof import AsOf
from projections.case_list import CaseRow, numbered_page
from projections.frames import among, frames_at
from projections.parts import numbers_of
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.shares import Share, share
from projections.snapshot import SnapshotRow, snapshot

COHORTS: Mapping[str, int] = {"Y": 0, "Y-1": 1, "Y-2": 2}
"""How many years before the year of the question a cohort has graduated."""


class CohortCount(msgspec.Struct, frozen=True):
    """Cases of the years, by primary status and by group; both measures of risk, never mixed."""

    years: tuple[int, ...]
    total: int
    statuses: dict[str, int]
    groups: dict[str, int]
    at_risk_strict: Share
    at_risk_form: Share


def years_of(year: int, cohort: str | None = None) -> tuple[int, ...]:
    """The years of graduation of a cohort, or of all three, the latest first."""
    return tuple(year - ago for code, ago in COHORTS.items() if cohort in {None, code})


def cohorts(
    projections: Projections, point: AsOf, *, year: int, filters: Filters, scope: Scope
) -> list[CohortCount]:
    """The three cohorts in the order of ``COHORTS``, and their sum behind them."""
    counted = snapshot(projections, point, filters=filters, scope=scope, by=("graduation_year",))
    rows = {row.key["graduation_year"]: row for row in counted.rows}
    each = [(one,) for one in years_of(year)]
    return [
        _count(years, [rows[one] for one in years if one in rows])
        for years in (*each, years_of(year))
    ]


def cohorts_page(
    projections: Projections,
    point: AsOf,
    *,
    years: Sequence[int],
    filters: Filters,
    scope: Scope,
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """The cases that graduate in any of the years, with numbers above ``after``."""
    frames = frames_at(projections, point)
    asked = among(projections, point, filters=filters, scope=scope)
    numbers = numbers_of(frames.states, asked & pl.col("graduation_year").is_in(list(years)))
    return numbered_page(projections, point, numbers=numbers, after=after, limit=limit)


def _count(years: tuple[int, ...], rows: Sequence[SnapshotRow]) -> CohortCount:
    total = sum(row.total for row in rows)
    return CohortCount(
        years,
        total,
        _sum([row.statuses for row in rows]),
        _sum([row.groups for row in rows]),
        share(sum(row.at_risk_strict for row in rows), total),
        share(sum(row.at_risk_form for row in rows), total),
    )


def _sum(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    together: Counter[str] = Counter()
    for count in counts:
        together.update(count)
    return dict(sorted(together.items()))
