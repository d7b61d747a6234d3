"""Moved cases as they are told: where each was, where it is, and what moved it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from marshrut.asof import AsOf
from projections.case_list import CaseRow, case_page
from projections.differences.causes import Cause, Causes, Reading
from projections.differences.joined import Kind
from projections.differences.lists import lists_of
from projections.differences.moves import Step
from projections.differences.records import NamedEvent, named_events
from projections.differences.witness import OF_SCHOOLS, Witness
from projections.population import Filters, Scope
from projections.runner import Projections

C = TypeVar("C")

AT_ONCE = 500
"""Numbers in a statement."""


class MovedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that entered a cell (``delta`` 1) or left it (-1).

    ``before`` and ``after`` are its rows at the two points; none where the question is not about
    it. ``events`` are the positions without which it had not moved (semantics S16); ``cause`` is
    ``CALENDAR`` where it moves without them too, and else ``EVENTS``.
    """

    case_id: UUID
    number: int
    delta: int
    before: CaseRow | None
    after: CaseRow | None
    events: tuple[int, ...]
    cause: str


class Teller(Generic[C]):
    """Tells of some cases, whatever the cells in which they moved between two points.

    ``shown`` are the filters of the rows that it shows of them; ``with_lists``: the question asks
    for what lists of professions imply.
    """

    def __init__(
        self,
        projections: Projections,
        points: tuple[AsOf, AsOf],
        numbers: Iterable[int],
        reading: Callable[[Witness], Reading[C]],
        *,
        shown: Filters,
        scope: Scope,
        kinds: Sequence[Kind] = OF_SCHOOLS,
        with_lists: bool = False,
    ) -> None:
        self._projections, self._scope = projections, scope
        before, after = points
        self._ids = _ids(projections, after.known, sorted(set(numbers)))
        among = list(self._ids.values())
        self._before, self._after = (
            {
                row.case_id: row
                for row in case_page(projections, point, filters=shown, scope=scope, among=among)
            }
            for point in points
        )
        lists = lists_of(projections, after.known) if with_lists else ()
        self._witness = Witness(
            projections.ledger, among, upto=after.known, kinds=kinds, lists=lists
        )
        self._causes = Causes(self._witness, before, after, reading(self._witness))

    def tell(self, moved: Sequence[tuple[C, Sequence[Step]]]) -> list[list[MovedCase]]:
        """The moves in each of the cells."""
        asked = [(self._ids[number], cell) for cell, steps in moved for number, _ in steps]
        causes = iter(self._causes.of(asked))
        return [[self._case(step, next(causes)) for step in steps] for _, steps in moved]

    def events(self, cases: Iterable[MovedCase], *, today: date) -> list[NamedEvent]:
        """What stands at the positions that the cases name, as far as the reader may know."""
        positions = {position for case in cases for position in case.events}
        return named_events(
            self._projections, self._witness, positions, scope=self._scope, today=today
        )

    def _case(self, step: Step, cause: Cause) -> MovedCase:
        number, delta = step
        case_id = self._ids[number]
        return MovedCase(
            case_id=case_id,
            number=number,
            delta=delta,
            before=self._before.get(case_id),
            after=self._after.get(case_id),
            events=cause.events,
            cause=cause.cause,
        )


def _ids(projections: Projections, known: int, numbers: Sequence[int]) -> dict[int, UUID]:
    table = projections.at(known).case_state
    found: dict[int, UUID] = {}
    with projections.reading() as connection:
        for some in (numbers[i : i + AT_ONCE] for i in range(0, len(numbers), AT_ONCE)):
            statement = select(table.c.number, table.c.case_id).where(table.c.number.in_(some))
            found |= {row.number: row.case_id for row in connection.execute(statement.distinct())}
    return found
