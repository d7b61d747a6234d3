"""The programmes at a point: the list from its rows, each one from its own events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select

from marshrut.asof import AsOf
from marshrut.ledger.ledger import Record
from marshrut.programmes.history import ProgrammeHistory
from marshrut.programmes.programme import programme_id
from projections.point import covers
from projections.population import Scope
from projections.runner import Projections

FIELDS = (
    "code",
    "level",
    "region_code",
    "organisation",
    "template",
    "title",
    "short_title",
    "status",
    "revision",
    "runs_from",
    "runs_to",
)


def programmes_at(
    projections: Projections,
    point: AsOf,
    *,
    scope: Scope,
    own_region: str | None = None,
    filters: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The programmes that the asker sees, by code; ``filters`` are columns and their values.

    A school sees its own plans and the programmes of its region, ``own_region``.
    """
    table = projections.at(point.known).programme_state
    statement = select(*(table.c[name] for name in FIELDS)).where(covers(table, point))
    statement = statement.where(_in_sight(table, scope, own_region))
    for name, value in (filters or {}).items():
        statement = statement.where(table.c[name] == value)
    with projections.reading() as connection:
        return [
            dict(row) for row in connection.execute(statement.order_by(table.c.code)).mappings()
        ]


class ProgrammeFile:
    """A programme as known at a position, with where each of its events stands in the ledger."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.history = ProgrammeHistory(record.event for record in records)
        self.version: int = records[-1].event.originator_version


def programme_file(projections: Projections, point: AsOf, code: str) -> ProgrammeFile | None:
    """The programme as known at the point; ``None`` where it was not known."""
    records = projections.ledger.records_of(programme_id(code), upto=point.known)
    return ProgrammeFile(records) if records else None


def _in_sight(table: Table, scope: Scope, own_region: str | None) -> ColumnElement[bool]:
    if scope.organisation is not None:
        regional = and_(table.c.organisation.is_(None), table.c.region_code == own_region)
        return or_(table.c.organisation == scope.organisation, regional)
    if scope.regions:
        return table.c.region_code.in_(scope.regions)
    return table.c.code.is_not(None)
