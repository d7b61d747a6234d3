"""How good the records of schools are: the share of their cases in which nothing is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from marshrut.asof import AsOf
from projections.parts import count_parts
from projections.places import RANKED, SMALL, places
from projections.quality.asked import FINDINGS, KINDS, QualityAsked
from projections.quality.marking import CASES, CLEAN, Marked, kind_column, marked
from projections.runner import Projections
from projections.shares import Share, share

PARTS = (CASES, CLEAN, *map(kind_column, KINDS), *FINDINGS)


class OtherShare(msgspec.Struct, frozen=True):
    """A school and a year of graduation with too many graduates in «Иное»."""

    organisation: str
    graduation_year: int
    share: Share


class QualityRow(msgspec.Struct, frozen=True):
    """Cases with findings, by kind and by finding; ``score`` is the share of those without any.

    ``rank`` is null where nothing is ranked: of a small school, and of all together.
    """

    organisation: str | None
    rank: int | None
    size: str | None
    score: Share
    kinds: dict[str, int]
    findings: dict[str, int]


class Quality(msgspec.Struct, frozen=True):
    """Schools by their score, the best first, small ones behind; all together; «Иное»."""

    rows: list[QualityRow]
    total: QualityRow
    others: list[OtherShare]


def quality(projections: Projections, point: AsOf, asked: QualityAsked) -> Quality:
    """The scores at a point. Equal scores share a rank; among them the code that is less."""
    found = marked(projections, point, asked)
    counted = count_parts(found.cases, PARTS, ("organisation",))
    large = [row for row in counted if row[CASES] >= asked.least]
    small = [row for row in counted if row[CASES] < asked.least]
    ranks = places([_score(row).exact for row in large])
    ranked = [_row(row, rank, RANKED) for row, rank in zip(large, ranks, strict=True)]
    rows = sorted(ranked, key=lambda row: (row.rank, row.organisation))
    rows += (_row(row, None, SMALL) for row in small)
    (total,) = count_parts(found.cases, PARTS)
    others = list(_others(found, asked, {row["organisation"] for row in counted}))
    return Quality(rows, _row(total, None, None), others)


def _score(counts: Mapping[str, Any]) -> Share:
    return share(counts[CLEAN], counts[CASES])


def _row(counts: Mapping[str, Any], rank: int | None, size: str | None) -> QualityRow:
    return QualityRow(
        counts.get("organisation"),
        rank,
        size,
        _score(counts),
        {kind: counts[kind_column(kind)] for kind in KINDS},
        {code: counts[code] for code in FINDINGS},
    )


def _others(found: Marked, asked: QualityAsked, schools: set[str]) -> Iterator[OtherShare]:
    year = asked.filters.graduation_year
    rows = found.others.to_dicts()
    for row in sorted(rows, key=lambda row: (row["organisation"], row["graduation_year"])):
        if row["organisation"] in schools and year in {None, row["graduation_year"]}:
            counted = share(row["other"], row["of"])
            yield OtherShare(row["organisation"], row["graduation_year"], counted)
