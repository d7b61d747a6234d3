"""Editions of reports and closed periods as known at a point, page by page."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Table, func, select

from marshrut.asof import AsOf
from projections.point import known
from projections.population import Scope
from projections.runner import Projections


class ReportNarrowing(msgspec.Struct, frozen=True, kw_only=True):
    """Which editions; ``region`` alone also finds those of the region's organisations."""

    form: str | None = None
    organisation: str | None = None
    region_code: str | None = None
    state: str | None = None
    as_of: date | None = None
    parameters: str | None = None


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """An edition in a list, by its number: the position at which it was issued."""

    number: int
    report_id: UUID
    as_of: date
    form: str
    edition: str
    region_code: str | None
    organisation: str | None
    parameters: str
    point_position: int
    state: str
    version: int
    issued_at: int
    issued_by: str
    issued_role: str
    decided_by: str | None


def report_page(
    projections: Projections,
    point: AsOf,
    *,
    scope: Scope,
    narrowing: ReportNarrowing,
    after: int = 0,
    limit: int,
    newest: bool = False,
) -> list[ReportLine]:
    """The editions known at the point, whatever their day, by numbers above ``after``.

    ``newest``: the latest first, by numbers below ``after``, where there is one.
    """
    table = projections.at(point.known).report_state
    numbers = (
        select(table.c.report_id, func.min(table.c.known_from).label("number"))
        .group_by(table.c.report_id)
        .subquery()
    )
    names = [n for n in ReportLine.__struct_fields__ if n not in {"number", "as_of"}]
    number = numbers.c.number
    order: ColumnElement[Any] = number.desc() if newest else number
    beyond = [] if not after else [number < after if newest else number > after]
    statement = (
        select(
            numbers.c.number,
            table.c.valid_from.label("as_of"),
            *(table.c[name] for name in names),
        )
        .join(numbers, numbers.c.report_id == table.c.report_id)
        .where(known(table, point), *beyond)
        .where(*_bounded(projections, table, point, scope), *_wanted(table, narrowing))
        .order_by(order)
        .limit(limit)
    )
    with projections.reading() as connection:
        return [ReportLine(**row) for row in connection.execute(statement).mappings()]


class PeriodLine(NamedTuple):
    """A period that was ever closed; ``exceptions``: how many stand."""

    region_code: str
    cadence: str
    as_of: date
    state: str
    pinned_position: int | None
    exceptions: int
    version: int
    decided_by: str


def periods_at(
    projections: Projections,
    point: AsOf,
    *,
    scope: Scope,
    region: str | None = None,
    cadence: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[PeriodLine]:
    """The periods known at the point, by cut-off, region and cadence."""
    table = projections.at(point.known).period_state
    c = table.c
    named = [n for n in PeriodLine._fields if n != "as_of"]
    columns: list[ColumnElement[Any]] = [c[name] for name in named]
    columns.insert(PeriodLine._fields.index("as_of"), c.valid_from)
    asked = {c.region_code: region, c.cadence: cadence}
    statement = (
        select(*columns)
        .where(known(table, point))
        .where(*(column == value for column, value in asked.items() if value is not None))
        .order_by(c.valid_from, c.region_code, c.cadence)
    )
    if scope.regions:
        statement = statement.where(c.region_code.in_(scope.regions))
    if first is not None:
        statement = statement.where(c.valid_from >= first)
    if last is not None:
        statement = statement.where(c.valid_from <= last)
    with projections.reading() as connection:
        return [PeriodLine(*row) for row in connection.execute(statement)]


def _wanted(table: Table, narrowing: ReportNarrowing) -> list[ColumnElement[bool]]:
    asked = msgspec.structs.asdict(narrowing)
    day, region = asked.pop("as_of"), asked.pop("region_code")
    parts = [table.c[name] == value for name, value in asked.items() if value is not None]
    if day is not None:
        parts.append(table.c.valid_from == day)
    if region is not None:
        parts.append(table.c.region_code == region)
    return parts


def _bounded(
    projections: Projections, table: Table, point: AsOf, scope: Scope
) -> list[ColumnElement[bool]]:
    """Those of the asker: a school's own; of a region, its own and those of its schools."""
    if scope.organisation is not None:
        return [table.c.organisation == scope.organisation]
    if not scope.regions:
        return []
    schools = projections.at(point.known).organisation_state
    ours = select(schools.c.code).where(
        known(schools, point), schools.c.region_code.in_(scope.regions)
    )
    return [table.c.region_code.in_(scope.regions) | table.c.organisation.in_(ours)]
