"""Movements of the contingent in a period: who left a school, who came, when that was known.

Domain 7.8, S002-2.8. A movement is known from its entry; between which schools it was is read from
the state of the case on the day before and on the day itself, by the same knowledge. A case that
is merged into another by the point has none: the other has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Select, select

from marshrut.asof import ONE_DAY, AsOf
from marshrut.cases.contents import Graduation, Movement
from marshrut.cases.lifecycle import GRADUATED, MERGED, REINSTATED, TRANSFERRED
from projections.batches import batches
from projections.point import covers, known
from projections.population import Scope
from projections.runner import Projections
from projections.tables import Slot

ARRIVED, LEFT = "arrived", "left"


class MovementsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which movements: of days (both inclusive), from or to which schools, of which cases."""

    first: date
    last: date
    scope: Scope = Scope()
    organisation: str | None = None
    part: str | None = None
    kind: str | None = None
    graduation_year: int | None = None
    programme_code: str | None = None
    study_form: str | None = None


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A movement. Null stands for out of the contingent, or of the schools that are known.

    ``known_from`` is the position from which it is known as it is; ``last_day`` the last one on
    which the case was in the school that it left.
    """

    case_id: UUID
    number: int
    entry_id: UUID
    kind: str
    effective_on: date
    from_organisation: str | None
    to_organisation: str | None
    programme_code: str
    study_form: str
    graduation_year: int
    known_from: int

    @property
    def last_day(self) -> date:
        """The day before."""
        return self.effective_on - ONE_DAY

    @property
    def schools(self) -> set[str]:
        """The schools that it is of."""
        return {code for code in (self.from_organisation, self.to_organisation) if code}


class Movements(NamedTuple):
    """Movements by day, and the schools in scope that they were of."""

    rows: list[Moved]
    in_scope: frozenset[str]

    def of(self, organisation: str, part: str) -> int:
        """How many came to the school (``arrived``), or left it."""
        return sum(_is_of(row, organisation, part) for row in self.rows)


class _State(NamedTuple):
    valid_from: date
    valid_to: date | None
    organisation: str
    programme_code: str
    study_form: str
    graduation_year: int
    lifecycle: str

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def contingent_movements(projections: Projections, point: AsOf, asked: MovementsAsked) -> Movements:
    """The movements asked for, none of them later than the point's day, in order of their days."""
    slot = projections.at(point.known)
    facts = _facts(projections, slot, point, asked)
    states = _states(projections, slot, point, {row.case_id for row in facts})
    schools = _schools_in_scope(projections, slot, point, asked.scope)
    rows = [
        _moved(fact, states[fact.case_id])
        for fact in facts
        if _on(states[fact.case_id], point.as_of).lifecycle != MERGED
    ]
    chosen = [row for row in rows if _fits(row, asked, schools)]
    chosen.sort(key=lambda row: (row.effective_on, row.known_from, row.number))
    named = {code for row in chosen for code in row.schools}
    return Movements(chosen, frozenset(named if schools is None else named & schools))


def _facts(
    projections: Projections, slot: Slot, point: AsOf, asked: MovementsAsked
) -> Sequence[Any]:
    table = slot.case_fact
    statement = select(
        *(table.c[name] for name in ("case_id", "number", "entry_id", "kind", "code")),
        table.c.effective_on,
        table.c.known_from,
    ).where(
        known(table, point),
        table.c.kind.in_((Movement.KIND, Graduation.KIND)),
        table.c.effective_on >= asked.first,
        table.c.effective_on <= min(asked.last, point.as_of),
    )
    for near in _ever_in_scope(slot, point, asked):
        statement = statement.where(table.c.case_id.in_(near))
    with projections.reading() as connection:
        return connection.execute(statement).all()


def _ever_in_scope(slot: Slot, point: AsOf, asked: MovementsAsked) -> Iterator[Select[UUID]]:
    """Cases that are known to be on some day in a school asked for: the others are not read.

    Of each bound by itself: a case may be in one school on one day, in another on the next.
    """
    table = slot.case_state
    scope = asked.scope
    for code in (scope.organisation, asked.organisation):
        if code is not None:
            yield select(table.c.case_id).where(known(table, point), table.c.organisation == code)
    if scope.regions:
        codes = _codes(slot, point, scope.regions)
        yield select(table.c.case_id).where(known(table, point), table.c.organisation.in_(codes))


def _states(
    projections: Projections, slot: Slot, point: AsOf, case_ids: Collection[UUID]
) -> Mapping[UUID, list[_State]]:
    """The states of the cases by what is known at the point, day by day.

    Beyond the reader's bounds, too: a school that was left is told where its student went.
    """
    table = slot.case_state
    found: dict[UUID, list[_State]] = defaultdict(list)
    columns = (table.c.case_id, *(table.c[name] for name in _State._fields))
    with projections.beyond() as connection:
        for some in batches(case_ids):
            statement = (
                select(*columns)
                .where(known(table, point), table.c.case_id.in_(some))
                .order_by(table.c.valid_from)
            )
            for case_id, *state in connection.execute(statement):
                found[case_id].append(_State(*state))
    return found


def _moved(fact: Any, states: Sequence[_State]) -> Moved:
    kind = GRADUATED if fact.kind == Graduation.KIND else fact.code
    on = _on(states, fact.effective_on)
    before = _on(states, fact.effective_on - ONE_DAY)
    left: str | None = on.organisation
    came: str | None = None
    if kind == REINSTATED:
        left, came = None, on.organisation
    elif kind == TRANSFERRED and before.organisation != on.organisation:
        left, came = before.organisation, on.organisation
    return Moved(
        case_id=fact.case_id,
        number=fact.number,
        entry_id=fact.entry_id,
        kind=kind,
        effective_on=fact.effective_on,
        from_organisation=left,
        to_organisation=came,
        programme_code=on.programme_code,
        study_form=on.study_form,
        graduation_year=on.graduation_year,
        known_from=fact.known_from,
    )


def _on(states: Sequence[_State], day: date) -> _State:
    """The state on the day; of a day before the case begins, the first one."""
    return next((state for state in states if state.covers(day)), states[0])


def _schools_in_scope(
    projections: Projections, slot: Slot, point: AsOf, scope: Scope
) -> frozenset[str] | None:
    """The codes of the schools in scope; ``None`` for all."""
    if scope.organisation is not None:
        return frozenset({scope.organisation})
    if not scope.regions:
        return None
    with projections.reading() as connection:
        return frozenset(connection.scalars(_codes(slot, point, scope.regions)))


def _codes(slot: Slot, point: AsOf, regions: Iterable[str]) -> Select[str]:
    table = slot.organisation_state
    return select(table.c.code).where(covers(table, point), table.c.region_code.in_([*regions]))


def _fits(row: Moved, asked: MovementsAsked, schools: frozenset[str] | None) -> bool:
    if schools is not None and not row.schools & schools:
        return False
    if asked.organisation is not None:
        parts = (ARRIVED, LEFT) if asked.part is None else (asked.part,)
        if not any(_is_of(row, asked.organisation, part) for part in parts):
            return False
    return all(_equal(row, asked))


def _equal(row: Moved, asked: MovementsAsked) -> Iterator[bool]:
    for name in ("kind", "graduation_year", "programme_code", "study_form"):
        wanted = getattr(asked, name)
        yield wanted is None or getattr(row, name) == wanted


def _is_of(row: Moved, organisation: str, part: str) -> bool:
    return organisation == (row.to_organisation if part == ARRIVED else row.from_organisation)
