"""Which column of a sheet holds which field: by its heading, in whatever words it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice

import msgspec

from marshrut.imports.cells import Cell
from marshrut.imports.keys import LONGEST_HEADING, heading_keys, key, tidy
from marshrut.imports.kinds import GRADUATES, Kind, kind_of, kinds
from marshrut.imports.problems import BadFile, Problem, bad_file, problem

LAST_HEADING_ROW = 20
FEWEST_HEADINGS = 2
MOST_SHOWN = 100

Cells = Sequence[Cell]


class Understood(msgspec.Struct, frozen=True):
    """How a column was understood. ``column`` is its letter; ``field`` is null where it is not."""

    column: str
    heading: str
    field: str | None = None
    label: str | None = None
    problem: Problem | None = None


class Columns(msgspec.Struct, frozen=True):
    """The last row of the headings (from 1), the place of each field, its heading as written."""

    kind: Kind
    row: int
    places: Mapping[str, int]
    headings: Mapping[str, str]
    understood: tuple[Understood, ...] = ()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is not loaded of the list."""
        return tuple(one.problem for one in self.understood if one.problem is not None)

    def heading(self, field: str) -> str:
        """The heading of a field: the file's own, else the one it should have."""
        return self.headings.get(field) or self.kind.heading(field)

    def place(self, heading: str | None) -> int | None:
        """Where the column with the heading stands, counted from 0."""
        written = (field for field, known in self.headings.items() if known == heading)
        return next((self.places[field] for field in written), None)

    def cell(self, cells: Cells, field: str) -> Cell:
        """The field's cell in a row; ``None`` where there is no such column."""
        place = self.places.get(field)
        return cells[place] if place is not None and place < len(cells) else None


def find_columns(
    rows: Sequence[Cells], *, own_organisation: bool, kind: str | None = None
) -> Columns:
    """The columns by the first of the best rows of headings. Raises ``BadFile``.

    ``own_organisation``: a list without a column of schools is that of one school. ``kind`` is
    recognised by its own columns, where it is not given.
    """
    found = _of_kind(rows, kind_of(kind)) if kind else _recognised(rows)
    if found is None or len(found.fields) < FEWEST_HEADINGS:
        raise bad_file("NO_HEADINGS")
    provided = {"school"} if own_organisation else set()
    missing = [found.kind.heading(f) for f in found.kind.missing(found.fields, provided=provided)]
    if missing:
        asked = (problem("MISSING_COLUMN", row=found.row, column=h, heading=h) for h in missing)
        understood = _columns(found).understood
        meant = (c.problem for c in understood if c.problem and c.problem.code == "NEAREST_COLUMN")
        raise BadFile(*dict.fromkeys((*asked, *meant)), columns=understood)
    return _columns(found)


class Headings(msgspec.Struct, frozen=True):
    """A row that may be that of the headings: each column's heading, with the field it means."""

    kind: Kind
    row: int
    read: tuple[tuple[int, str, str | None], ...]

    @property
    def fields(self) -> set[str]:
        """The fields that have a column."""
        return {field for _, _, field in self.read if field is not None}


def _recognised(rows: Sequence[Cells]) -> Headings | None:
    for kind in kinds().values():
        found = _of_kind(rows, kind)
        if found is not None and found.fields.intersection(kind.mark):
            return found
    return _of_kind(rows, kind_of(GRADUATES))


def _of_kind(rows: Sequence[Cells], kind: Kind) -> Headings | None:
    read = (_headings(written, row, kind) for written, row in _candidates(rows))
    return max(read, key=lambda headings: len(headings.fields), default=None)


def _candidates(rows: Sequence[Cells]) -> Iterator[tuple[list[tuple[str, ...]], int]]:
    """For each row that may be that of the headings: ways to read each cell, and the row.

    A heading may stand in two rows, the upper one naming a group of columns: a merged cell.
    """
    top: Cells | None = None
    for number, cells in enumerate(islice(rows, LAST_HEADING_ROW), 1):
        texts = [_text(cell) for cell in cells]
        yield [(text,) if text else () for text in texts], number
        if top is not None and all(isinstance(cell, str) or cell is None for cell in cells):
            yield _in_two_rows([_text(cell) for cell in top], texts), number
        top = cells


def _in_two_rows(top: Sequence[str], below: Sequence[str]) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = []
    group = ""
    for place in range(max(len(top), len(below))):
        above = top[place] if place < len(top) else ""
        under = below[place] if place < len(below) else ""
        group = above or (group if under else "")
        both = (f"{group} {under}",) if group and under else ()
        ways.append((*both, *filter(None, (under, above))))
    return ways


def _headings(written: Sequence[tuple[str, ...]], row: int, kind: Kind) -> Headings:
    read = ((place, *_field(ways, kind)) for place, ways in enumerate(written) if ways)
    return Headings(kind, row, tuple(read))


def _columns(found: Headings) -> Columns:
    places: dict[str, int] = {}
    headings: dict[str, str] = {}
    understood = []
    for place, heading, field in found.read:
        wrong = None
        if field is None:
            wrong = _unknown(heading, found.row, found.kind)
        elif field in places:
            said = {"heading": heading, "first": headings[field]}
            wrong = problem("REPEATED_COLUMN", row=found.row, column=heading, **said)
        else:
            places[field], headings[field] = place, heading
        label = found.kind.heading(field) if field and not wrong else None
        column = Understood(letter(place), heading, None if wrong else field, label, wrong)
        understood.append(column)
    return Columns(found.kind, found.row, places, headings, tuple(understood))


def _field(ways: Sequence[str], kind: Kind) -> tuple[str, str | None]:
    """The heading, and the field that it means: by the first way to read it that means one."""
    known = kind.fields_by_heading
    for heading in ways:
        for folded in heading_keys(heading):
            if folded in known:
                return heading, known[folded]
    return ways[0], None


def _unknown(heading: str, row: int, kind: Kind) -> Problem:
    near = get_close_matches(key(heading), kind.fields_by_heading, n=1, cutoff=0.75)
    shown = heading[:MOST_SHOWN]
    if near:
        nearest = kind.heading(kind.fields_by_heading[near[0]])
        said = {"heading": shown, "nearest": nearest}
        return problem("NEAREST_COLUMN", row=row, column=heading, **said)
    return problem("IGNORED_COLUMN", row=row, column=heading, heading=shown)


def letter(place: int) -> str:
    """The letters of a column, counted from 0: A, …, Z, AA."""
    above, rest = divmod(place, 26)
    return (letter(above - 1) if above else "") + chr(ord("A") + rest)


def _text(cell: Cell) -> str:
    return tidy(cell[:LONGEST_HEADING]) if isinstance(cell, str) else ""
