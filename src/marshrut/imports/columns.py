"""Which column of a sheet holds which field: by its heading, in whatever words it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from marshrut.imports.cells import Cell
from marshrut.imports.keys import heading_keys, tidy
from marshrut.imports.problems import BadFile, Problem, bad_file, problem
from marshrut.imports.tables import fields_by_heading, headings

LAST_HEADING_ROW = 20
FEWEST_HEADINGS = 3
REQUIRED = (
    ("full_name", "last_name"),
    ("full_name", "first_name"),
    ("birth_date",),
    ("organisation",),
    ("programme_code", "programme"),
    ("study_form",),
    ("graduation_year", "graduation_date"),
)
"""One of each is needed; the school's may be known from who is asking."""


class Columns(msgspec.Struct, frozen=True):
    """The row of headings (from 1), the place of each field, its heading as written there."""

    row: int
    places: Mapping[str, int]
    headings: Mapping[str, str]
    warnings: tuple[Problem, ...] = ()

    def heading(self, field: str) -> str:
        """The heading of a field: the file's own, else the one it should have."""
        return self.headings.get(field) or headings().get(field, field)

    def place(self, heading: str | None) -> int | None:
        """Where the column with the heading stands, counted from 0."""
        written = (field for field, known in self.headings.items() if known == heading)
        return next((self.places[field] for field in written), None)

    def cell(self, cells: Sequence[Cell], field: str) -> Cell:
        """The field's cell in a row; ``None`` where there is no such column."""
        place = self.places.get(field)
        return cells[place] if place is not None and place < len(cells) else None


def find_columns(rows: Sequence[Sequence[Cell]], *, own_organisation: bool) -> Columns:
    """The columns by the first of the best rows of headings. Raises ``BadFile``.

    ``own_organisation``: a list without a column of schools is that of one school.
    """
    found = max(
        (_columns(cells, row) for row, cells in enumerate(islice(rows, LAST_HEADING_ROW), 1)),
        key=lambda columns: len(columns.places),
        default=None,
    )
    if found is None or len(found.places) < FEWEST_HEADINGS:
        raise bad_file("NO_HEADINGS")
    missing = list(_missing(found, own_organisation=own_organisation))
    if missing:
        raise BadFile(*dict.fromkeys(missing))
    return found


def _missing(found: Columns, *, own_organisation: bool) -> Iterator[Problem]:
    apart = "full_name" not in found.places and "last_name" in found.places
    for any_of in REQUIRED:
        optional = own_organisation and any_of == ("organisation",)
        if not optional and not any(field in found.places for field in any_of):
            heading = headings()[any_of[-1] if apart else any_of[0]]
            yield problem("MISSING_COLUMN", row=found.row, column=heading, heading=heading)


def _columns(cells: Sequence[Cell], row: int) -> Columns:
    places: dict[str, int] = {}
    written: dict[str, str] = {}
    warnings = []
    for place, cell in enumerate(cells):
        heading = tidy(cell) if isinstance(cell, str) else ""
        field = _field(heading)
        if field is None and heading:
            warnings.append(problem("IGNORED_COLUMN", row=row, column=heading, heading=heading))
        elif field in places:
            first = written[field]
            repeated = problem(
                "REPEATED_COLUMN", row=row, column=heading, heading=heading, first=first
            )
            warnings.append(repeated)
        elif field is not None:
            places[field], written[field] = place, heading
    return Columns(row, places, written, tuple(warnings))


def _field(heading: str) -> str | None:
    known = fields_by_heading()
    return next((known[k] for k in heading_keys(heading) if k in known), None)
