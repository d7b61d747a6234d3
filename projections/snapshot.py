"""The monitoring snapshot: how many cases are in which status, at a point, by any dimensions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from marshrut.asof import AsOf
from marshrut.cases.statuses import status_term
from projections.population import (
    PREVIOUS_YEARS,
    WITHOUT_CENTRE,
    Filters,
    Scope,
    condition,
    schools_without_centre,
)
from projections.runner import Projections
from projections.tables import Slot

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
    """Count the cases of the question by ``by``, names of ``DIMENSIONS``."""
    slot = projections.at(point.known)
    with projections.reading() as connection:
        counted = connection.execute(_statement(slot, point, filters, scope, by)).all()
        without_centre = set(connection.scalars(schools_without_centre(slot, point)))
    cells: dict[tuple[Any, ...], _Cell] = defaultdict(_Cell)
    if not by:
        cells[()] = _Cell()
    for row in counted:
        for key in _keys(row, by, point, without_centre):
            cells[key].add(row)
    rows = [cell.row(dict(zip(by, key, strict=True))) for key, cell in cells.items()]
    rows.sort(key=lambda row: [(v is None, str(v)) for v in row.key.values()])
    return Snapshot(sum(row.n for row in counted), rows, overlapping="category" in by)


class _Cell:
    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.strict = 0
        self.form = 0

    def add(self, row: Row[Any]) -> None:
        self.statuses[row.status] += row.n
        self.strict += row.n if row.at_risk_strict else 0
        self.form += row.n if row.at_risk_form else 0

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


def _statement(
    slot: Slot, point: AsOf, filters: Filters, scope: Scope, by: Iterable[str]
) -> Select[Any]:
    """One group for each combination that a cell may ask for; few, whatever the number of cases."""
    names = {"status", "at_risk_strict", "at_risk_form", *by} - {"category"}
    if "category" in by:
        names |= {"categories", "organisation", "graduation_year"}
    columns = [slot.case_state.c[name] for name in sorted(names)]
    where = condition(slot, point, filters, scope)
    return select(*columns, func.count().label("n")).where(where).group_by(*columns)


def _keys(
    row: Row[Any], by: Sequence[str], point: AsOf, without_centre: Collection[str]
) -> Iterator[tuple[Any, ...]]:
    if "category" not in by:
        yield tuple(getattr(row, name) for name in by)
        return
    codes = set(row.categories.strip("|").split("|")) - {""}
    if row.organisation in without_centre:
        codes.add(WITHOUT_CENTRE)
    if row.graduation_year < point.as_of.year:
        codes.add(PREVIOUS_YEARS)
    for code in sorted(codes):
        yield tuple(code if name == "category" else getattr(row, name) for name in by)
