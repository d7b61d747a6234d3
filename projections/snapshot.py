"""The monitoring snapshot: how many cases are in which status, at a point, by any dimensions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.statuses import status_term
from marshrut.classifiers import classifier
from marshrut.columns import holds
from projections.frames import among
from projections.frames.population import in_category
from projections.image.images import rows_at
from projections.population import JOINED, Filters, Scope
from projections.runner import Projections
from projections.snapshot_groups import COUNTED, Group, check_groups, groups_by_sql

DIMENSIONS = (
    "organisation",
    "programme_code",
    "ugps",
    "graduation_year",
    "study_form",
    "category",
    "status_group",
    "municipality",
)


class SnapshotRow(msgspec.Struct):
    """Counts of one combination of the dimensions; ``statuses`` add up to ``total``."""

    key: dict[str, Any]
    total: int
    statuses: dict[str, int]
    groups: dict[str, int]
    at_risk_strict: int
    at_risk_form: int


class Snapshot(msgspec.Struct):
    """The answer: cases in all, a row a combination; rows over categories overlap."""

    total: int
    rows: list[SnapshotRow]
    overlapping: bool


def snapshot(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    by: Sequence[str] = (),
) -> Snapshot:
    """Count the cases of the question by ``by``, names of ``DIMENSIONS``.

    Raises ``Refused`` (``TOO_MANY_ROWS``).
    """
    projections.at(point.known)
    rows = rows_at(projections, point, "case_state")
    if rows is None:
        return snapshot_by_sql(projections, point, filters=filters, scope=scope, by=by)
    asked = among(projections, point, filters=filters, scope=scope)
    cases = rows[0].filter(asked)
    if "category" not in by:
        groups = _grouped(cases, by).to_dicts()
        return _told(sum(group["n"] for group in groups), groups, by)
    slot = projections.at(point.known)
    joined = {code: in_category(projections, slot, point, code) for code in JOINED}
    alike = _grouped(cases.with_columns(**joined), [*by, "categories", *joined])
    return _told(int(alike["n"].sum()), _by_category(alike, by), by)


def snapshot_by_sql(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    by: Sequence[str] = (),
) -> Snapshot:
    """The same, counted by the database."""
    total, groups = groups_by_sql(projections, point, filters=filters, scope=scope, by=by)
    return _told(total, groups, by)


def _grouped(cases: pl.LazyFrame, by: Iterable[str]) -> pl.DataFrame:
    names = [*COUNTED, *(name for name in by if name not in {*COUNTED, "category"})]
    grouped = cases.group_by(names).agg(pl.len().alias("n")).collect()
    check_groups(len(grouped))
    return grouped


def _by_category(alike: pl.DataFrame, by: Sequence[str]) -> Sequence[Group]:
    """Each group once for every category that its cases are in."""
    parts = []
    for code in classifier("categories").codes:
        inside = holds("categories", code)
        if code in alike.columns:
            inside |= pl.col(code)
        parts.append(alike.filter(inside).with_columns(category=pl.lit(code)))
    return pl.concat(parts).group_by(*COUNTED, *by).agg(pl.col("n").sum()).to_dicts()


def _told(total: int, groups: Iterable[Group], by: Sequence[str]) -> Snapshot:
    cells: dict[tuple[Any, ...], _Cell] = defaultdict(_Cell)
    if not by:
        cells[()] = _Cell()
    for group in groups:
        cells[tuple(group[name] for name in by)].add(group)
    check_groups(0, len(cells))
    rows = [cell.row(dict(zip(by, key, strict=True))) for key, cell in cells.items()]
    rows.sort(key=lambda row: [(v is None, str(v)) for v in row.key.values()])
    return Snapshot(total, rows, overlapping="category" in by)


class _Cell:
    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.strict = 0
        self.form = 0

    def add(self, group: Group) -> None:
        count = group["n"]
        self.statuses[group["status"]] += count
        self.strict += count if group["at_risk_strict"] else 0
        self.form += count if group["at_risk_form"] else 0

    def row(self, key: dict[str, Any]) -> SnapshotRow:
        groups: Counter[str] = Counter()
        for code, n in self.statuses.items():
            groups[status_term(code).group] += n
        return SnapshotRow(
            key=key,
            total=self.statuses.total(),
            statuses=dict(sorted(self.statuses.items())),
            groups=dict(sorted(groups.items())),
            at_risk_strict=self.strict,
            at_risk_form=self.form,
        )
