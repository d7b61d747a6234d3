"""The answer: every cell of a form that is not the same at both points, and the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from marshrut.asof import AsOf
from marshrut.forms.filled import Value
from projections.differences import MovedCase, MovedCases, NamedEvent
from projections.differences.answer import MOST_CELLS, shared_out
from projections.differences.cases import Teller
from projections.differences.moves import page_of
from projections.differences.witness import OF_EMPLOYERS, OF_SCHOOLS
from projections.forms import Asked, Cell
from projections.forms.cells import Part
from projections.population import ANY, Filters
from projections.restatement.compared import Compared, compared
from projections.restatement.moves import CellMoves, PartMoves, moves_in
from projections.restatement.places import Place, Span, named, place_of
from projections.restatement.reading import FormReading
from projections.restatement.steps import Moved, steps_of
from projections.restatement.variants import Variants
from projections.runner import Projections


class MovedPart(msgspec.Struct, frozen=True, kw_only=True):
    """Cases that are in a cell, or in a part of it, at one of the points only.

    ``part`` is of a share, ``measure`` of a text of measures; a cell that counts has neither.
    ``cases`` are the first of them by number; ``restated_cases`` lists all.
    """

    part: Part | None
    measure: str | None
    before: int
    after: int
    entered: int
    left: int
    cases: list[MovedCase]

    @property
    def delta(self) -> int:
        """How many more there are after than before: ``entered - left``."""
        return self.after - self.before

    @property
    def cut(self) -> bool:
        """Whether there are more cases than those shown."""
        return len(self.cases) < self.entered + self.left


class MovedCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell whose cases are not the same at both points.

    ``key`` is that of its block, empty for all cases together, ``block`` what names it in the form;
    ``before`` and ``after`` are what the form prints. A cell that counts has one part, itself.
    """

    table: str
    key: dict[str, Any]
    block: tuple[Value, ...]
    row: str
    column: str
    before: Value
    after: Value
    parts: list[MovedPart]

    @property
    def delta(self) -> float | None:
        """How much more it says after than before; none where either is no number."""
        if isinstance(self.before, int | float) and isinstance(self.after, int | float):
            return round(self.after - self.before, 1)
        return None


class Restatement(msgspec.Struct, frozen=True, kw_only=True):
    """Cells ``skip + 1`` and on of ``total``, in the order in which the form has them."""

    before: AsOf
    after: AsOf
    total: int
    cells: list[MovedCell]
    events: list[NamedEvent]


def restatement(
    projections: Projections,
    before: Asked,
    after: Asked,
    *,
    today: date,
    limit: int,
    skip: int = 0,
    most: int = MOST_CELLS,
    few: int | None = None,
    within: Span | None = None,
) -> Restatement:
    """Every cell that moved from one point to the other, with ``limit`` cases of it, or fewer.

    A cell in which as many cases entered as left has moved too (semantics S16); ``within``: only
    those of a table or of a block. Where more than ``few`` moved no cases are told. The reader may
    see the events of those cases that are of the question's scope ``today``. Raises
    ``NotComparable``.
    """
    asked = compared(before, after)
    moved = Moved(projections, asked)
    found = [
        cell
        for table in asked.after.form.tables
        if within is None or within.table == table.code
        for cell in moves_in(projections, asked, table, moved, most=limit)
        if within is None or within.holds(cell.place)
    ]
    page = found[skip : skip + most]
    parts = [part for cell in page for part in cell.parts]
    many = few is not None and len(found) > few
    share = 0 if many else shared_out([min(len(part.first), limit) for part in parts])
    teller = _teller(projections, asked, (n for part in parts for n, _ in part.first[:share]))
    shown = iter(teller.tell([(part.place, part.first[:share]) for part in parts]))
    cells = [_cell(asked, cell, [next(shown) for _ in cell.parts]) for cell in page]
    named_cases = (case for cell in cells for part in cell.parts for case in part.cases)
    return Restatement(
        before=before.point,
        after=after.point,
        total=len(found),
        cells=cells,
        events=teller.events(named_cases, today=today),
    )


def restated_cases(
    projections: Projections,
    before: Asked,
    after: Asked,
    cell: Cell,
    *,
    today: date,
    limit: int,
    after_number: int = 0,
) -> MovedCases:
    """The cases that entered or left the cell, by numbers above ``after_number``.

    Raises ``NotComparable``, and ``UnknownCell``: a text of measures is asked by one of them.
    """
    asked = compared(before, after)
    place = place_of(asked.after, cell)
    table = asked.after.form.table(place.table)
    steps = steps_of(projections, asked, table, Moved(projections, asked))
    page = page_of(steps, place.keys(table), after=after_number, limit=limit)
    teller = _teller(projections, asked, (number for number, _ in page))
    (cases,) = teller.tell([(place, page)])
    return MovedCases(cases=cases, events=teller.events(cases, today=today))


def _teller(projections: Projections, asked: Compared, numbers: Iterable[int]) -> Teller[Place]:
    return Teller(
        projections,
        (asked.before.point, asked.after.point),
        numbers,
        lambda witness: FormReading(
            witness, asked.after, Variants(projections, witness, asked.after)
        ),
        shown=Filters(lifecycle=ANY),
        scope=asked.after.scope,
        kinds=OF_EMPLOYERS if asked.of_employers else OF_SCHOOLS,
        with_lists=asked.of_lists,
    )


def _cell(asked: Compared, moves: CellMoves, cases: list[list[MovedCase]]) -> MovedCell:
    place = moves.place
    return MovedCell(
        table=place.table,
        key=named(asked.after.form.table(place.table), place.key),
        block=moves.after.names.get(place.key) or moves.before.names[place.key],
        row=place.row,
        column=place.column,
        before=moves.before.value(place),
        after=moves.after.value(place),
        parts=[_part(moves, *each) for each in zip(moves.parts, cases, strict=True)],
    )


def _part(moves: CellMoves, part: PartMoves, cases: list[MovedCase]) -> MovedPart:
    place = part.place
    return MovedPart(
        part=place.part,
        measure=place.measure,
        before=moves.before.number(place),
        after=moves.after.number(place),
        entered=part.entered,
        left=part.left,
        cases=cases,
    )
