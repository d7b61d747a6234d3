"""The answer: every cell that is not the same at both points, and the cases behind each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from projections.differences.cases import MovedCase, Teller
from projections.differences.cells import Cell, Question
from projections.differences.membership import SnapshotReading
from projections.differences.moves import Moves, moves, moves_in
from projections.differences.records import NamedEvent
from projections.runner import Projections
from projections.snapshot import Snapshot, SnapshotRow, snapshot

MOST_CELLS = 1_000
"""Cells on a page."""

MOST_LINES = 10_000
"""Cases on a page of cells: where there are more, the cells with the most show fewer."""


class MovedCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell whose cases are not the same at both points; ``entered - left == delta``.

    ``cases`` are the first of them by number; ``moved_cases`` lists all.
    """

    cell: Cell
    before: int
    after: int
    entered: int
    left: int
    cases: list[MovedCase]

    @property
    def delta(self) -> int:
        """How much more the cell counts after than before."""
        return self.after - self.before

    @property
    def cut(self) -> bool:
        """Whether there are more cases than those shown."""
        return len(self.cases) < self.entered + self.left


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """Cells ``skip + 1`` and on of ``total``; the totals of the two snapshots beside them."""

    before: int
    after: int
    total: int
    cells: list[MovedCell]
    events: list[NamedEvent]
    overlapping: bool


def differences(
    projections: Projections,
    question: Question,
    *,
    today: date,
    limit: int,
    skip: int = 0,
    most: int = MOST_CELLS,
) -> Differences:
    """Every cell that moved, in the order of the snapshot's rows, with ``limit`` cases at most.

    A cell in which as many cases entered as left has moved too (semantics S16). The reader may
    see the events of those cases that are of the question's scope ``today``.
    """
    found = moves(projections, question, most=limit)
    page = found[skip : skip + most]
    share = shared_out([min(len(told.first), limit) for told in page])
    one, other = (
        snapshot(projections, p, filters=question.filters, scope=question.scope, by=question.by)
        for p in (question.before, question.after)
    )
    numbers = (number for told in page for number, _ in told.first[:share])
    teller = _teller(projections, question, numbers)
    rows = (_by_key(one), _by_key(other))
    shown = teller.tell([(told.cell, told.first[:share]) for told in page])
    cells = [_cell(told, question, rows, cases) for told, cases in zip(page, shown, strict=True)]
    return Differences(
        before=one.total,
        after=other.total,
        total=len(found),
        cells=cells,
        events=teller.events((case for cell in cells for case in cell.cases), today=today),
        overlapping=one.overlapping,
    )


def shared_out(sizes: Sequence[int], most: int = MOST_LINES) -> int:
    """How many each may show at most, so that all together show no more than ``most``."""
    left = most
    for waiting, size in zip(range(len(sizes), 0, -1), sorted(sizes), strict=True):
        if size > left // waiting:
            return max(1, left // waiting)
        left -= size
    return max(sizes, default=1)


class MovedCases(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the cases that entered or left a cell, and the events that they name."""

    cases: list[MovedCase]
    events: list[NamedEvent]


def moved_cases(
    projections: Projections,
    question: Question,
    cell: Cell,
    *,
    today: date,
    limit: int,
    after: int = 0,
) -> MovedCases:
    """The cases that entered or left the cell, by numbers above ``after``."""
    steps = moves_in(projections, question, cell, after=after, limit=limit)
    teller = _teller(projections, question, (number for number, _ in steps))
    (cases,) = teller.tell([(cell, steps)])
    return MovedCases(cases=cases, events=teller.events(cases, today=today))


def _teller(projections: Projections, question: Question, numbers: Iterable[int]) -> Teller[Cell]:
    return Teller(
        projections,
        (question.before, question.after),
        numbers,
        lambda witness: SnapshotReading(witness, question),
        shown=question.filters,
        scope=question.scope,
        with_lists=question.of_lists,
    )


Rows = dict[tuple[object, ...], SnapshotRow]


def _by_key(counted: Snapshot) -> Rows:
    return {tuple(row.key.values()): row for row in counted.rows}


def _cell(
    told: Moves, question: Question, rows: tuple[Rows, Rows], cases: list[MovedCase]
) -> MovedCell:
    key = tuple(told.cell.key[name] for name in question.by)
    before, after = (told.cell.count(side.get(key)) for side in rows)
    return MovedCell(
        cell=told.cell,
        before=before,
        after=after,
        entered=told.entered,
        left=told.left,
        cases=cases,
    )
