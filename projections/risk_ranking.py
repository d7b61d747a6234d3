"""Schools, programmes, groups and territories by the share of their graduates at risk.

F025, F028; domain 4.4, 8 R24: the strict measure ranks, the form's stands beside it, and they are
never mixed. What has fewer than ``least`` graduates is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import polars as pl

from marshrut.asof import AsOf
from projections.case_list import CaseRow, numbered_page
from projections.frames import among, frames_at
from projections.parts import count_parts, numbers_of
from projections.places import DEFAULT_LEAST, SMALL, places
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.shares import Share, share

DIMENSIONS = ("organisation", "programme_code", "ugps", "municipality")
PARTS = ("graduates", "at_risk_strict", "at_risk_form")


class RiskAsked(NamedTuple):
    """What is ranked, whose graduates are counted, and how many it takes to be ranked."""

    by: str
    filters: Filters
    scope: Scope
    least: int = DEFAULT_LEAST


class RiskRow(msgspec.Struct, frozen=True):
    """Graduates of one value of the dimension; ``rank`` is null where nothing is ranked."""

    key: str | None
    rank: int | None
    graduates: int
    at_risk_strict: Share
    at_risk_form: Share


class RiskRanking(msgspec.Struct, frozen=True):
    """Ranked rows, the worst first, unnamed ones behind; ``small`` are ``small_keys`` together."""

    rows: list[RiskRow]
    small: RiskRow
    small_keys: int
    total: RiskRow


def risk_ranking(projections: Projections, point: AsOf, *, asked: RiskAsked) -> RiskRanking:
    """The ranking at a point.

    Equal strict shares share a place; among them come first more at risk, then more by the form,
    then the code that is less.
    """
    counted = count_parts(_cases(projections, point, asked), PARTS, (asked.by,))
    large = [row for row in counted if row["graduates"] >= asked.least]
    small = [row for row in counted if row["graduates"] < asked.least]
    return RiskRanking(
        list(_ranked(large, asked.by)), _together(small), len(small), _together(counted)
    )


def risk_ranking_page(
    projections: Projections,
    point: AsOf,
    *,
    asked: RiskAsked,
    part: str,
    size: str | None = None,
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """The cases of a part, of what is ranked or too small for it, by their numbers."""
    cases = _cases(projections, point, asked)
    where = pl.col(part)
    if size is not None:
        graduates = pl.len().over(asked.by)
        where &= graduates < asked.least if size == SMALL else graduates >= asked.least
    numbers = numbers_of(cases, where)
    return numbered_page(projections, point, numbers=numbers, after=after, limit=limit)


def _cases(projections: Projections, point: AsOf, asked: RiskAsked) -> pl.LazyFrame:
    who = among(projections, point, filters=asked.filters, scope=asked.scope)
    graduates = pl.lit(value=True).alias("graduates")
    states = frames_at(projections, point).states.filter(who)
    return states.select("number", asked.by, graduates, *PARTS[1:])


def _ranked(counted: Sequence[dict[str, Any]], by: str) -> Iterable[RiskRow]:
    named = [row for row in counted if row[by] is not None]
    ranks = places([share(row["at_risk_strict"], row["graduates"]).exact for row in named])
    rows = [_row(row, row[by], rank) for row, rank in zip(named, ranks, strict=True)]
    unnamed = [_row(row, None, None) for row in counted if row[by] is None]
    return [*sorted(rows, key=_order), *unnamed]


def _order(row: RiskRow) -> tuple[Any, ...]:
    return (row.rank, -row.at_risk_strict.cases, -row.at_risk_form.cases, row.key)


def _together(rows: Sequence[dict[str, Any]]) -> RiskRow:
    return _row({part: sum(row[part] for row in rows) for part in PARTS}, None, None)


def _row(counts: dict[str, Any], key: str | None, rank: int | None) -> RiskRow:
    graduates = counts["graduates"]
    shares = (share(counts[part], graduates) for part in PARTS[1:])
    return RiskRow(key, rank, graduates, *shares)
