"""The schools that cases are in by now, which bound who reads their entries and events (S15)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, not_, or_, select

from projections.population import Scope
from projections.runner import Projections
from projections.tables import Slot


def schools_elsewhere(
    projections: Projections, case_ids: Collection[UUID], *, scope: Scope, today: date
) -> dict[UUID, str]:
    """Of the cases those that are or will be in a school out of scope: their school today.

    They are few: a case that has never moved is found in scope at any point. One that has not
    begun is where it will begin.
    """
    slot = projections.at(projections.ledger.head().position)
    table = slot.case_state
    now = _from_now(table, today)
    elsewhere = select(table.c.case_id).where(
        table.c.case_id.in_(case_ids), now, _out_of(slot, scope)
    )
    with projections.reading() as connection:
        found = set(connection.scalars(elsewhere))
        if not found:
            return {}
        rows = connection.execute(
            select(table.c.case_id, table.c.organisation)
            .where(table.c.case_id.in_(found), now)
            .order_by(table.c.valid_from.desc())  # the earliest of a case comes last, and stays
        )
        return {row.case_id: row.organisation for row in rows}


def cases_in_scope(slot: Slot, *, scope: Scope, today: date) -> Select[UUID]:
    """The cases that are, or will be, in a school of the scope, by all that is known."""
    table = slot.case_state
    return select(table.c.case_id).where(_from_now(table, today), not_(_out_of(slot, scope)))


def _from_now(table: Table, today: date) -> ColumnElement[bool]:
    """The rows of today and of the days to come, by all that is known."""
    lasting = or_(table.c.valid_to.is_(None), table.c.valid_to > today)
    return and_(table.c.known_to.is_(None), lasting)


def _out_of(slot: Slot, scope: Scope) -> ColumnElement[bool]:
    if scope.organisation is not None:
        return slot.case_state.c.organisation != scope.organisation
    table = slot.organisation_state
    ours = select(table.c.code).where(
        table.c.known_to.is_(None), table.c.region_code.in_(scope.regions)
    )
    return slot.case_state.c.organisation.not_in(ours)
