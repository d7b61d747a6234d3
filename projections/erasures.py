"""The cases whose person was erased by a point: nobody can be asked about them any more."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from marshrut.asof import AsOf
from projections.point import covers
from projections.runner import Projections
from projections.tables import ERASURE, Slot


def erased_cases(slot: Slot, point: AsOf) -> Select[UUID]:
    """The ids of the cases that were erased by the position, whatever the date."""
    event = slot.audit_event
    # A term, not the column: else SQLite goes by the positions, all there are, not the erasures.
    position = event.c.position + 0
    return select(event.c.originator_id).where(event.c.topic == ERASURE, position <= point.known)


def erased_numbers(projections: Projections, point: AsOf) -> list[int]:
    """The numbers of those that there are on the date."""
    slot = projections.at(point.known)
    state, erased = slot.case_state, erased_cases(slot, point)
    numbers = select(state.c.number).where(covers(state, point), state.c.case_id.in_(erased))
    with projections.reading() as connection:
        return list(connection.scalars(numbers))
