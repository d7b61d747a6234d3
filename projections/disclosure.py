"""Counts of persons made fit to be published: none from 1 to 4 is told, or can be worked out.

A table is published with all its sums. So that whoever solves these learns nothing of a hidden
cell, every small one is *certified*: there are three others, with it the corners of a rectangle,
hidden too and large enough that it might as well be any number from 1 to 5, with every sum as it
is. Sums are never hidden: rows and columns that are small themselves are put together first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

LEAST = 5
"""The smallest number of persons that a cell tells, but for nobody."""

LEAST_TOTAL = 2 * LEAST
"""The smallest sum of a row or a column."""

REST = "REST"
"""The row or column of those put together."""

Cells = dict[str, dict[str, int]]
Place = tuple[str, str]


class PublicRow(NamedTuple):
    """A row; ``of`` are the rows in it. ``cells`` that are null are hidden."""

    name: str
    of: tuple[str, ...]
    total: int
    cells: dict[str, int | None]


class PublicTable(NamedTuple):
    """A table with all its sums; ``columns`` by name, each with what is in it."""

    columns: dict[str, tuple[str, ...]]
    rows: list[PublicRow]
    totals: dict[str, int]

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(self.totals.values())


class _Draft(NamedTuple):
    """A table before it is published: what is in each row and column, the numbers."""

    rows: dict[str, tuple[str, ...]]
    columns: dict[str, tuple[str, ...]]
    cells: Cells

    def total(self, row: str) -> int:
        return sum(self.cells[row].values())

    def of_column(self, column: str) -> int:
        return sum(cells[column] for cells in self.cells.values())


def small(number: int) -> bool:
    """Whether so few are not to be told."""
    return 0 < number < LEAST


def published(
    counts: Mapping[str, Mapping[str, int]], columns: Sequence[str]
) -> PublicTable | None:
    """The counts by row and column as they may be published; ``None`` where too few are counted.

    ``columns`` in their order; those without anybody stay, as nothing is hidden by that.
    """
    draft = _Draft(
        {name: (name,) for name, cells in counts.items() if sum(cells.values())},
        {name: (name,) for name in columns},
        {
            name: {column: cells.get(column, 0) for column in columns}
            for name, cells in sorted(counts.items())
            if sum(cells.values())
        },
    )
    if sum(map(draft.total, draft.rows)) < LEAST_TOTAL:
        return None
    draft = _large_rows(_large_columns(draft))
    while True:
        hidden, failing = _hidden(draft)
        if failing is None:
            return _told(draft, hidden)
        draft = _with_smallest(draft, failing)


def _large_columns(draft: _Draft) -> _Draft:
    """Columns with few persons become one, with the next smallest if they are few still."""
    sums = {name: draft.of_column(name) for name in draft.columns}
    few = [name for name, number in sums.items() if 0 < number < LEAST_TOTAL]
    others = sorted((n for n in sums if sums[n] >= LEAST_TOTAL), key=lambda n: (sums[n], n))
    while few and (len(few) < 2 or sum(sums[name] for name in few) < LEAST_TOTAL):  # noqa: PLR2004
        few.append(others.pop(0))
    return _columns_together(draft, few) if few else draft


def _large_rows(draft: _Draft) -> _Draft:
    """Rows with few persons become one, with the next smallest if they are few still."""
    sums = {name: draft.total(name) for name in draft.rows}
    few = [name for name, number in sums.items() if number < LEAST_TOTAL]
    others = sorted((n for n in sums if sums[n] >= LEAST_TOTAL), key=lambda n: (sums[n], n))
    while few and others and (len(few) < 2 or sum(sums[n] for n in few) < LEAST_TOTAL):  # noqa: PLR2004
        few.append(others.pop(0))
    return _rows_together(draft, few) if len(few) > 1 else draft


def _with_smallest(draft: _Draft, row: str) -> _Draft:
    """The row put together with the rest, or with the smallest of the others."""
    others = sorted(
        (name for name in draft.rows if name != row),
        key=lambda name: (name != REST, draft.total(name), name),
    )
    return _rows_together(draft, [row, others[0]])


def _rows_together(draft: _Draft, names: Sequence[str]) -> _Draft:
    rows = {name: of for name, of in draft.rows.items() if name not in names}
    rows[REST] = tuple(sorted(one for name in names for one in draft.rows[name]))
    cells = {name: draft.cells[name] for name in rows if name != REST}
    cells[REST] = {
        column: sum(draft.cells[name][column] for name in names) for column in draft.columns
    }
    return draft._replace(rows=rows, cells=cells)


def _columns_together(draft: _Draft, names: Sequence[str]) -> _Draft:
    columns = {name: of for name, of in draft.columns.items() if name not in names}
    columns[REST] = tuple(one for name in draft.columns if name in names for one in [name])
    cells = {
        row: {
            **{name: numbers[name] for name in columns if name != REST},
            REST: sum(numbers[name] for name in names),
        }
        for row, numbers in draft.cells.items()
    }
    return draft._replace(columns=columns, cells=cells)


def _hidden(draft: _Draft) -> tuple[set[Place], str | None]:
    """The cells to hide, or the row of one that cannot be hidden well enough."""
    few = [
        (row, column)
        for row in draft.rows
        for column in draft.columns
        if small(draft.cells[row][column])
    ]
    hidden = set(few)
    for place in few:
        corners = min(_rectangles(draft, place, hidden), default=None)
        if corners is None:
            return hidden, place[0]
        hidden.update(corners[1:])
    return hidden, None


def _rectangles(
    draft: _Draft, place: Place, hidden: set[Place]
) -> Iterator[tuple[int, Place, Place, Place]]:
    """The rectangles that certify the cell: what hiding them costs in persons, the other corners.

    The cell may be any number from 1 to ``LEAST`` if its neighbours can give what it takes, and
    the corner across what it gives.
    """
    (row, column), cells = place, draft.cells
    own = cells[row][column]
    takes, gives = LEAST - own, own - 1
    for across in draft.columns:
        for below in draft.rows:
            if across == column or below == row:
                continue
            near = cells[row][across], cells[below][column]
            if min(near) >= takes and cells[below][across] >= gives:
                corners = ((row, across), (below, column), (below, across))
                cost = sum(cells[r][c] + 1 for r, c in corners if (r, c) not in hidden)
                yield (cost, *corners)


def _told(draft: _Draft, hidden: set[Place]) -> PublicTable:
    names = sorted(draft.rows, key=lambda name: (name == REST, name))
    rows = [
        PublicRow(
            name,
            draft.rows[name],
            draft.total(name),
            {
                column: None if (name, column) in hidden else draft.cells[name][column]
                for column in draft.columns
            },
        )
        for name in names
    ]
    return PublicTable(
        draft.columns, rows, {column: draft.of_column(column) for column in draft.columns}
    )
