"""A whole list: its rows one by one, each read or with all that is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from marshrut.imports import cells as read
from marshrut.imports.columns import Columns, find_columns
from marshrut.imports.extracts import Extract, read_extract
from marshrut.imports.facts import Fact, read_fact
from marshrut.imports.graduates import Graduate, read_graduate
from marshrut.imports.kinds import EXTRACTS, GRADUATES
from marshrut.imports.problems import BadValue, Problem, bad_file
from marshrut.imports.reading import Reading
from marshrut.imports.sheet import Rows, read_sheet

Item = Graduate | Fact | Extract
Read = Callable[..., Item]
READS: Mapping[str, Read] = {GRADUATES: read_graduate, EXTRACTS: read_extract}
"""How rows are read, by the kind of the list; all others hold facts."""


class ReadRow(msgspec.Struct, frozen=True):
    """A row of the list, as the sheet numbers it: what it says, unless there are errors.

    ``person``: the СНИЛС of a row of an extract, whose rows about one person belong together.
    """

    row: int
    item: Item | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    person: str | None = None


class ListFile:
    """A list in a file. Raises ``BadFile`` where nothing of it can be taken.

    ``own_organisation``: rows need not name a school, as the asker has one. ``kind``: one of
    ``kinds()``, recognised where it is not given.
    """

    def __init__(
        self, data: bytes, *, own_organisation: bool = False, kind: str | None = None
    ) -> None:
        self._own = own_organisation
        self._rows: Rows = read_sheet(data, own_organisation=own_organisation, kind=kind)
        self.columns: Columns = find_columns(
            self._rows, own_organisation=own_organisation, kind=kind
        )
        self.kind = self.columns.kind.code
        self._read: Read = READS.get(self.kind, read_fact)
        start = self.columns.row
        self._filled = [
            row for row in range(start, len(self._rows)) if any(map(_filled, self._rows[row]))
        ]
        if not self._filled:
            raise bad_file("EMPTY")

    @property
    def cells(self) -> Rows:
        """The whole sheet, as it was read."""
        return self._rows

    def __len__(self) -> int:
        """The number of rows that hold anything."""
        return len(self._filled)

    def __iter__(self) -> Iterator[ReadRow]:
        """The rows in order, read as they are asked for."""
        for place in self._filled:
            reading = Reading(self.columns, place + 1, self._rows[place])
            item = self._read(reading, own_organisation=self._own)
            yield ReadRow(
                row=reading.row,
                item=None if reading.errors else item,
                errors=tuple(reading.errors),
                warnings=tuple(reading.warnings),
                person=item.snils if isinstance(item, Extract) else None,
            )


def _filled(cell: read.Cell) -> bool:
    try:
        return bool(read.text(cell))
    except BadValue:
        return True
