"""A file's bytes to the rows of one sheet: XLSX, or CSV of any separator and encoding in use."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from marshrut.imports.cells import Cell
from marshrut.imports.columns import find_columns
from marshrut.imports.problems import BadFile, bad_file

MOST_BYTES = 10_000_000
MOST_UNPACKED = 50_000_000
MOST_ENTRIES = 1_000
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_SHEETS = 20
SEPARATORS = ";\t,"
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
"""Before 2007 workbooks began so; those with a password still do."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
REFERENCE = re.compile(rb"""<(?:\w+:)?(?:c|row)\b[^>]*?\br=["']([A-Z]*)(\d{1,9})["']""")
"""Where a cell or a row says it stands."""

Rows = Sequence[Sequence[Cell]]


def read_sheet(data: bytes, *, own_organisation: bool = False, kind: str | None = None) -> Rows:
    """The rows of the first sheet whose headings are known, else of the first one.

    Raises ``BadFile``: too large, unreadable, of unknown encoding.
    """
    if len(data) > MOST_BYTES:
        raise bad_file("TOO_LARGE", what=f"{len(data) // 1_000_000} МБ", limit="10 МБ")
    if data.startswith(OLE):
        raise bad_file("OLD_OR_LOCKED")
    if not data.startswith(ZIP):
        return _checked(_csv(data))
    return _checked(_workbook(data, own_organisation=own_organisation, kind=kind))


def _checked(rows: Rows) -> Rows:
    """Cells that do not say where they stand are known only now to be too many in a row."""
    widest = max(map(len, rows), default=0)
    if widest > MOST_COLUMNS:
        raise bad_file("TOO_LARGE", what=f"{widest} колонок", limit=f"{MOST_COLUMNS} колонок")
    return rows


def _workbook(data: bytes, *, own_organisation: bool, kind: str | None) -> Rows:
    try:
        _check_sizes(data)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = book.sheet_names[:MOST_SHEETS]
            sheets = (
                book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names
            )
            return _recognised(sheets, own_organisation=own_organisation, kind=kind)
    except (BadZipFile, CalamineError, ValueError, NotImplementedError) as error:
        raise bad_file("UNREADABLE") from error


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


def _check_sizes(data: bytes) -> None:
    """Refuse what would unpack, or spread over a sheet, beyond measure: before it is opened."""
    with ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
            raise bad_file("TOO_LARGE", what="после распаковки", limit="50 МБ")
        if archive.testzip() is not None:  # a size that is not the one declared, or damage
            raise BadZipFile("an entry is not what it declares")
        for entry in entries:
            if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                _check_extent(archive.read(entry))


def _check_extent(sheet: bytes) -> None:
    """A sheet is read as a full rectangle: one cell far away would fill the memory."""
    for column, row in REFERENCE.findall(sheet):
        if int(row) > MOST_ROWS:
            raise bad_file("TOO_LARGE", what=f"строка {int(row)}", limit=f"{MOST_ROWS} строк")
        if len(column) > 1 and _number(column) > MOST_COLUMNS:
            what, limit = f"колонка {column.decode()}", f"{MOST_COLUMNS} колонок"
            raise bad_file("TOO_LARGE", what=what, limit=limit)


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def _csv(data: bytes) -> Rows:
    text = _decoded(data)
    head = text[:100_000].splitlines()[:20]
    separator = max(
        SEPARATORS, key=lambda mark: max((line.count(mark) for line in head), default=0)
    )
    rows: list[list[Cell]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= MOST_ROWS:
                what = f"больше {MOST_ROWS} строк"
                raise bad_file("TOO_LARGE", what=what, limit=f"{MOST_ROWS} строк")
            rows.append(list(cells))
    except csv.Error as error:
        raise bad_file("UNREADABLE") from error
    return rows


def _decoded(data: bytes) -> str:
    if data.startswith(UTF_16):
        return _decoded_as("utf-16", data)
    if b"\x00" in data:
        raise bad_file("UNREADABLE")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as("cp1251", data)


def _decoded_as(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise bad_file("WRONG_ENCODING") from error
