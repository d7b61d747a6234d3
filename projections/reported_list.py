"""The reports on an indicator at a point, page by page, each with all that was done to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Table, func, select

from marshrut.asof import AsOf
from marshrut.indicators.reported import Entry, ReportedSeries
from marshrut.ledger.ledger import Record
from projections.point import known
from projections.population import Scope
from projections.runner import Projections


class Narrowing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which reports; ``region_code`` alone also finds those of the region's organisations."""

    organisation: str | None = None
    region_code: str | None = None
    what: str | None = None
    state: str | None = None
    category: str | None = None
    graduation_year: int | None = None


class Listed(NamedTuple):
    """A report by its number, the position at which it came; its series, and what was done to it.

    ``in_force``: whether questions about the day take it.
    """

    number: int
    series: ReportedSeries
    entry: Entry
    records: Sequence[Record]
    in_force: bool


def reported_page(
    projections: Projections,
    point: AsOf,
    *,
    indicator: str,
    scope: Scope,
    narrowing: Narrowing,
    after: int,
    limit: int,
) -> list[Listed]:
    """The reports known at the point, of whatever period, with numbers above ``after``."""
    table = projections.at(point.known).reported_value
    numbers = (
        select(table.c.entry_id, func.min(table.c.known_from).label("number"))
        .where(table.c.indicator_id == indicator)
        .group_by(table.c.entry_id)
        .subquery()
    )
    statement = (
        select(table.c.series_id, table.c.entry_id, numbers.c.number)
        .join(numbers, numbers.c.entry_id == table.c.entry_id)
        .where(known(table, point), numbers.c.number > after, *_wanted(table, scope, narrowing))
        .order_by(numbers.c.number)
        .limit(limit)
    )
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    series = _series(projections, {row.series_id for row in rows}, point)
    return [_listed(row.number, row.entry_id, series[row.series_id], point) for row in rows]


def series_of(projections: Projections, entry_id: UUID, *, indicator: str) -> UUID | None:
    """The series of a report on the indicator, as known at the head, whoever asks.

    Whether it is in sight, and who may decide on it, is judged of the series itself.
    """
    table = projections.at(projections.ledger.head().position).reported_value
    statement = select(table.c.series_id).where(
        table.c.entry_id == entry_id, table.c.indicator_id == indicator
    )
    with projections.beyond() as connection:
        return connection.execute(statement.limit(1)).scalar()


def _wanted(table: Table, scope: Scope, narrowing: Narrowing) -> list[ColumnElement[bool]]:
    asked = msgspec.structs.asdict(narrowing)
    parts = [table.c[name] == value for name, value in asked.items() if value is not None]
    if scope.organisation is not None:
        parts.append(table.c.organisation == scope.organisation)
    if scope.regions:
        parts.append(table.c.region_code.in_(scope.regions))
    return parts


def _series(
    projections: Projections, wanted: set[UUID], point: AsOf
) -> dict[UUID, tuple[ReportedSeries, dict[UUID, list[Record]]]]:
    """The series as known at the point, with the records of each report."""
    found: dict[UUID, tuple[ReportedSeries, dict[UUID, list[Record]]]] = {}
    for record in projections.ledger.records_of_many(wanted, upto=point.known):
        identity = record.event.originator_id
        series, records = found.setdefault(identity, (ReportedSeries(identity), defaultdict(list)))
        series.replay(record.event)
        entry_id: UUID = getattr(record.event, "entry_id")  # noqa: B009 - all events of it have one
        records[entry_id].append(record)
    return found


def _listed(
    number: int,
    entry_id: UUID,
    known_of: tuple[ReportedSeries, dict[UUID, list[Record]]],
    point: AsOf,
) -> Listed:
    series, records = known_of
    in_force = entry_id in series.taken(point.as_of)
    return Listed(number, series, series.entries[entry_id], records[entry_id], in_force)
