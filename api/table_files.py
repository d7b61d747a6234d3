"""A table as a file: CSV or XLSX, byte for byte the same for the same rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from xlsxwriter import Workbook

MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same table is the same file."""

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
YES, NO = "да", "нет"
WIDTH = 18


class Table(NamedTuple):
    """What the file is about, line by line, then the headings and the rows."""

    name: str
    about: Sequence[tuple[str, str]]
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def csv_file(table: Table) -> bytes:
    """CSV as Russian spreadsheets open it: semicolons, UTF-8 with its mark."""
    text = StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerows([name, _harmless(value)] for name, value in table.about)
    lines.writerows([(), table.headings])
    lines.writerows([_harmless(shown(value)) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(table: Table) -> bytes:
    """A workbook of one sheet; dates and numbers are such."""
    file = BytesIO()
    with Workbook(file, AS_TEXT) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet(table.name)
        sheet.set_column(0, max(len(table.headings) - 1, 0), WIDTH)
        for line, (name, value) in enumerate(table.about):
            sheet.write_string(line, 0, name)
            sheet.write_string(line, 1, value)
        top = len(table.about) + 1
        for place, heading in enumerate(table.headings):
            sheet.write_string(top, place, heading, bold)
        sheet.freeze_panes(top + 1, 0)
        for line, row in enumerate(table.rows, top + 1):
            for place, value in enumerate(row):
                _write(sheet, line, place, value, day)
    return file.getvalue()


FILES: Mapping[str, tuple[str, Callable[[Table], bytes]]] = {
    "csv": ("text/csv", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
}
"""The formats: media type, and what makes the bytes."""


def _write(sheet: Any, line: int, place: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    elif value is not None:
        sheet.write_string(line, place, shown(value))


def shown(value: Any) -> str:
    """The value of a cell in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, list | tuple):
        return "; ".join(map(shown, value))
    return str(value)


def _harmless(text: str) -> str:
    """No cell of a CSV is ever computed."""
    return f"'{text}" if text.startswith(FORMULA) else text
