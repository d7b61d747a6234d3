"""The rows of a CSV, whatever wrote it: its separator and its encoding are found out."""

from __future__ import annotations

import csv
import io

from marshrut.imports.cells import Cell
from marshrut.imports.extent import check_cells, check_columns, check_rows
from marshrut.imports.formulas import said
from marshrut.imports.problems import bad_file

SEPARATORS = ";\t,"
HEAD = 100_000
"""Characters by which the separator is found out."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
NUL = "\0"
LETTERS_OF_DOS = bytes(range(0x80, 0xB0))
"""In code page 866 capitals and the small letters to «п»; in windows-1251 signs, few and rare."""

LETTERS_OF_WINDOWS = bytes((*range(0xC0, 0xE0), *range(0xF0, 0x100)))
"""In windows-1251 capitals and the small letters from «р»; in code page 866 lines of tables."""


def csv_rows(data: bytes) -> list[list[Cell]]:
    """The rows, each cell as it was before whoever wrote the file kept it from being computed.

    Raises ``BadFile``: too large, unreadable, of unknown encoding.
    """
    text = _decoded(data)
    head = text[:HEAD].splitlines()[:20]
    separator = max(
        SEPARATORS, key=lambda mark: max((line.count(mark) for line in head), default=0)
    )
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for read in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([said(cell) for cell in read])
            cells += len(read)
            check_columns(len(read))
            check_rows(len(rows))
            check_cells(cells)
    except csv.Error as error:
        raise bad_file("UNREADABLE") from error
    return rows


def _decoded(data: bytes) -> str:
    text = _in_unicode(data) if data.startswith(UTF_16) else _in_bytes(data)
    if NUL in text:
        raise bad_file("UNREADABLE")
    return text


def _in_unicode(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise bad_file("WRONG_ENCODING") from error


def _in_bytes(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp866" if _of_dos(data) else "cp1251")
    except UnicodeDecodeError as error:
        raise bad_file("WRONG_ENCODING") from error


def _of_dos(data: bytes) -> bool:
    """Whether the letters are those of «CSV (MS-DOS)», as some programs still save it."""
    dos = len(data) - len(data.translate(None, LETTERS_OF_DOS))
    windows = len(data) - len(data.translate(None, LETTERS_OF_WINDOWS))
    return dos > windows
