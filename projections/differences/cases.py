"""Moved cases as they are told: where each was, where it is, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select

from projections.case_list import CaseRow, case_page
from projections.differences.causes import Causes
from projections.differences.cells import Cell, Question
from projections.differences.records import NamedEvent, named_events
from projections.differences.witness import Witness
from projections.runner import Projections

Step = tuple[int, int]
"""The number of a case, and +1 where it entered a cell, -1 where it left."""

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


class Teller:
    """Tells of some cases, whatever the cells in which they moved."""

    def __init__(
        self, projections: Projections, question: Question, numbers: Iterable[int]
    ) -> None:
        self._projections, self._question = projections, question
        self._ids = _ids(projections, question, sorted(set(numbers)))
        self._before, self._after = (
            {
                row.case_id: row
                for row in case_page(
                    projections,
                    point,
                    filters=question.filters,
                    scope=question.scope,
                    among=list(self._ids.values()),
                )
            }
            for point in (question.before, question.after)
        )
        known = question.after.known
        self._witness = Witness(projections.ledger, self._ids.values(), upto=known)
        self._causes = Causes(self._witness, question)

    def tell(self, cell: Cell, steps: Sequence[Step]) -> list[MovedCase]:
        """The moves in a cell."""
        return [self._case(cell, number, step) for number, step in steps]

    def events(self, cases: Iterable[MovedCase], *, today: date) -> list[NamedEvent]:
        """What stands at the positions that the cases name, as far as the reader may know."""
        positions = {position for case in cases for position in case.events}
        scope = self._question.scope
        return named_events(self._projections, self._witness, positions, scope=scope, today=today)

    def _case(self, cell: Cell, number: int, step: int) -> MovedCase:
        case_id = self._ids[number]
        cause = self._causes.of(case_id, cell)
        return MovedCase(
            case_id=case_id,
            number=number,
            delta=step,
            before=self._before.get(case_id),
            after=self._after.get(case_id),
            events=cause.events,
            cause=cause.cause,
        )


def _ids(projections: Projections, question: Question, numbers: Sequence[int]) -> dict[int, UUID]:
    table = projections.at(question.after.known).case_state
    found: dict[int, UUID] = {}
    with projections.reading() as connection:
        for some in (numbers[i : i + AT_ONCE] for i in range(0, len(numbers), AT_ONCE)):
            statement = select(table.c.number, table.c.case_id).where(table.c.number.in_(some))
            found |= {row.number: row.case_id for row in connection.execute(statement.distinct())}
    return found
