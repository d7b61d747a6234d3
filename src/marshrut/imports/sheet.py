"""A file's bytes to the rows of one sheet: XLSX, or CSV of any separator and encoding in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from marshrut.imports.cells import Cell
from marshrut.imports.columns import find_columns
from marshrut.imports.csv_sheet import csv_rows
from marshrut.imports.disguises import check_kind
from marshrut.imports.extent import MOST_CELLS, check_columns
from marshrut.imports.package import repacked
from marshrut.imports.problems import BadFile, bad_file

MOST_BYTES = 10_000_000
MOST_SHEETS = 20
ZIP = b"PK\x03\x04"
PANIC = "PanicException"
"""What the reader of workbooks raises where it should have said what is wrong; no ``Exception``."""

Rows = Sequence[Sequence[Cell]]


def read_sheet(data: bytes, *, own_organisation: bool = False, kind: str | None = None) -> Rows:
    """The rows of the first sheet whose headings are known, else of the first one.

    Raises ``BadFile``: too large, unreadable, of another format, of unknown encoding.
    """
    if len(data) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1_000_000} МБ"
        raise bad_file("TOO_LARGE", what=f"{len(data) // 1_000_000} МБ", limit=limit)
    check_kind(data)
    if not data.startswith(ZIP):
        return csv_rows(data)
    rows = _workbook(data, own_organisation=own_organisation, kind=kind)
    check_columns(max(map(len, rows), default=0))
    return rows


def _workbook(data: bytes, *, own_organisation: bool, kind: str | None) -> Rows:
    file = repacked(data)
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            return _recognised(_sheets(book), own_organisation=own_organisation, kind=kind)
    except BadFile:
        raise
    except (CalamineError, ValueError) as error:
        raise bad_file("UNREADABLE") from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise bad_file("UNREADABLE") from error


def _sheets(book: CalamineWorkbook) -> Iterator[Rows]:
    """The sheets in order, as long as they are not too many cells: one part may be all of them."""
    read = 0
    for name in book.sheet_names[:MOST_SHEETS]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield rows
        read += sum(map(len, rows))
        if read > MOST_CELLS:
            return


def _recognised(sheets: Iterator[Rows], *, own_organisation: bool, kind: str | None) -> Rows:
    first: Rows | None = None
    for rows in sheets:
        first = rows if first is None else first
        try:
            find_columns(rows, own_organisation=own_organisation, kind=kind)
        except BadFile:
            continue
        return rows
    return first or []
