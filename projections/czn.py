"""Exchange with employment centres: who is at risk and consents, and what their lists say.

S001-6.1: «о выпускниках, находящихся под риском не трудоустройства; … стоящих на учете».
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from marshrut.asof import AsOf
from marshrut.cases.casework import Consent
from marshrut.cases.lifecycle import MERGED
from marshrut.records.czn import (
    CznList,
    Listing,
    list_of,
    outcome,
    registered_by,
    registration_statuses,
)
from projections.batches import batches
from projections.case_list import CaseRow, case_page
from projections.point import covers
from projections.population import Filters, Scope, in_scope
from projections.records import RecordLine
from projections.runner import Projections
from projections.tables import Slot

TRANSFER = "TRANSFER_CZN"
STRICT = "strict"


class AtRisk(NamedTuple):
    """A graduate at risk by the strict rule; ``registered``: how, by the case, if at all.

    ``consents``: to what is known being handed to the employment centre, then and now.
    """

    case: CaseRow
    registered: str | None
    consents: bool


class Listed(NamedTuple):
    """A case of a list, or of the school's: what either side says on the day of the list."""

    case_id: UUID
    number: int
    listing: Listing | None
    known: str | None
    outcome: str


class _State(NamedTuple):
    """A case on a day, with the codes of its open statuses."""

    case_id: UUID
    number: int
    lifecycle: str
    codes: frozenset[str]


class CznReconciliation(NamedTuple):
    """The cases by number; ``point`` is where the statuses of the cases were read."""

    said: CznList
    point: AsOf
    rows: list[Listed]


def at_risk(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope, now: AsOf
) -> list[AtRisk]:
    """Graduates at risk at the point, by number.

    A consent must hold at the point and ``now``: one that was revoked since hands nothing over.
    """
    asked = Filters(
        graduation_year=filters.graduation_year,
        organisation=filters.organisation,
        programme_code=filters.programme_code,
        municipality=filters.municipality,
        at_risk=STRICT,
    )
    rows = case_page(projections, point, filters=asked, scope=scope)
    ids = {row.case_id for row in rows}
    then, still = (_consenting(projections, each, ids) for each in (point, now))
    states = {state.case_id: state for state in _states(projections, point, ids)}
    return [
        AtRisk(row, registered_by(states[row.case_id].codes), row.case_id in then & still)
        for row in rows
    ]


def czn_reconciliation(
    projections: Projections, point: AsOf, line: RecordLine, *, scope: Scope
) -> CznReconciliation:
    """A list beside the cases in scope, on its own day, by what is known at the point.

    Of a complete list also whoever is registered by the case and is not in it.
    """
    said = list_of(line.fields)
    counted_at = AsOf(said.stated_on, point.known)
    slot = projections.at(point.known)
    seen = [in_scope(slot, counted_at, each) for each in (scope, _whose(line))]
    states = list(_states(projections, counted_at, [*said.lines], *seen))
    if said.complete:
        states += _read(projections, counted_at, _registered(slot), *seen)
    told = {state.case_id: _listed(state, said) for state in states if state.lifecycle != MERGED}
    return CznReconciliation(said, counted_at, sorted(told.values(), key=lambda one: one.number))


def _listed(state: _State, said: CznList) -> Listed:
    listing, known = said.lines.get(state.case_id), registered_by(state.codes)
    told = listing.on(said.stated_on) if listing else None
    return Listed(state.case_id, state.number, listing, known, outcome(told, known))


def _registered(slot: Slot) -> ColumnElement[bool]:
    """The cases that say that their graduate is registered."""
    column = slot.case_state.c.open
    return or_(*(column.contains(f"|{code}|", autoescape=True) for code in registration_statuses()))


def _whose(line: RecordLine) -> Scope:
    """Of whose cases the list is: of an organisation, or of a region as a whole."""
    return Scope(line.organisation) if line.organisation else Scope(regions=(line.region_code,))


def _consenting(projections: Projections, point: AsOf, case_ids: Collection[UUID]) -> set[UUID]:
    """Those of the cases with a consent that holds at the point."""
    table, found = projections.at(point.known).case_span, set[UUID]()
    with projections.reading() as connection:
        for some in batches(case_ids):
            statement = select(table.c.case_id).where(
                covers(table, point),
                table.c.kind == Consent.KIND,
                table.c.code == TRANSFER,
                table.c.case_id.in_(some),
            )
            found.update(connection.scalars(statement))
    return found


def _states(
    projections: Projections,
    point: AsOf,
    case_ids: Collection[UUID],
    *conditions: ColumnElement[bool],
) -> Iterator[_State]:
    """The states of these cases at the point."""
    column = projections.at(point.known).case_state.c.case_id
    for some in batches(case_ids):
        yield from _read(projections, point, column.in_(some), *conditions)


def _read(
    projections: Projections, point: AsOf, *conditions: ColumnElement[bool]
) -> Iterator[_State]:
    table = projections.at(point.known).case_state
    columns = (table.c[name] for name in ("case_id", "number", "lifecycle", "open"))
    statement = select(*columns).where(covers(table, point), *conditions)
    with projections.reading() as connection:
        for case_id, number, lifecycle, codes in connection.execute(statement):
            yield _State(case_id, number, lifecycle, frozenset(filter(None, codes.split("|"))))
