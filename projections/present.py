"""Whose cases are by now, which bounds who reads their entries and events (S15; domain 2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from marshrut.asof import AsOf
from projections.point import covers
from projections.population import Scope
from projections.runner import Projections
from projections.tables import Slot


def present_in(
    projections: Projections, case_ids: Collection[UUID], *, scope: Scope, today: date
) -> set[UUID]:
    """Those of the cases, of any point, whose school today is in scope by all that is known."""
    head = AsOf(today, projections.ledger.head().position)
    slot = projections.at(head.known)
    # A term, not the column: else SQLite reads all cases of the schools, not the few asked about.
    school = slot.case_access.c.organisation.concat("")
    return _found(projections, slot, head, case_ids, _in_scope(slot, head, scope, school))


def opened_to(
    projections: Projections, case_ids: Collection[UUID], *, regions: Collection[str], today: date
) -> set[UUID]:
    """Those of the cases that a coordination opens today to one of the regions."""
    if not regions:
        return set()
    head = AsOf(today, projections.ledger.head().position)
    slot = projections.at(head.known)
    return _found(projections, slot, head, case_ids, slot.case_access.c.region_code.in_(regions))


def _found(
    projections: Projections,
    slot: Slot,
    head: AsOf,
    case_ids: Collection[UUID],
    bounds: ColumnElement[bool],
) -> set[UUID]:
    table = slot.case_access
    statement = select(table.c.case_id).where(
        covers(table, head), table.c.case_id.in_(case_ids), bounds
    )
    with projections.reading() as connection:
        return set(connection.scalars(statement))


def cases_in_scope(slot: Slot, head: AsOf, *, scope: Scope) -> Select[UUID]:
    """The cases whose school today is in scope, by all that is known."""
    table = slot.case_access
    bounds = _in_scope(slot, head, scope, table.c.organisation)
    return select(table.c.case_id).where(covers(table, head), bounds)


def _in_scope(
    slot: Slot, head: AsOf, scope: Scope, school: ColumnElement[str]
) -> ColumnElement[bool]:
    if scope.organisation is not None:
        return school == scope.organisation
    if not scope.regions:
        return true()
    schools = slot.organisation_state
    ours = select(schools.c.code).where(
        covers(schools, head), schools.c.region_code.in_(scope.regions)
    )
    return school.in_(ours)
