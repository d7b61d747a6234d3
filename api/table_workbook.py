"""A table as a workbook to read and to print: XLSX, byte for byte the same for the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook

from api.tables import Table, shown

MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same table is the same file."""

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9
LINE = 15
"""The height of a line in points. Rows are given theirs: not every program works it out."""

NARROWEST, WIDEST = 8, 40
FILTER_BUTTON = 3
"""Widths of columns in characters; a heading leaves room for the button of its filter."""

TOP = {"valign": "top"}
TEXT = {**TOP, "text_wrap": True, "align": "left", "indent": 1}
HEADING = {**TOP, "text_wrap": True, "bold": True, "bottom": 1}
FORMATS = {
    "text": TEXT,
    "day": {**TEXT, "num_format": "dd.mm.yyyy"},
    "whole": TOP,
    "share": {**TOP, "num_format": "0.0"},
    "heading": {**HEADING, "align": "left", "indent": 1},
    "of_numbers": {**HEADING, "align": "right"},
    "name": {"bold": True},
    "said": {"align": "left"},
}


def xlsx_file(*tables: Table) -> bytes:
    """A workbook with a sheet for each table; dates and numbers are such."""
    file = BytesIO()
    with Workbook(file, AS_TEXT) as book:
        book.set_properties({"created": MADE})
        formats = {name: book.add_format(how) for name, how in FORMATS.items()}
        for table in tables:
            _sheet(book.add_worksheet(table.name), table, formats)
    return file.getvalue()


def _sheet(sheet: Any, table: Table, formats: Mapping[str, Any]) -> None:
    said = dict.fromkeys(formats, formats["said"])
    for line, (name, value) in enumerate(table.about):
        sheet.write_string(line, 0, name, formats["name"])
        _write(sheet, line, 1, value, said)
    widths = list(_widths(table))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    if table.headings:
        _rows(sheet, table, widths, formats)
    _print_setup(sheet)


def _rows(sheet: Any, table: Table, widths: Sequence[int], formats: Mapping[str, Any]) -> None:
    """The headings, which stay in sight and filter, and the rows below them."""
    top = len(table.about) + 1
    for place, heading in enumerate(table.headings):
        numbers = bool(table.rows) and all(_is_number(row[place]) for row in table.rows)
        how = formats["of_numbers" if numbers else "heading"]
        sheet.write_string(top, place, heading, how)
    room = [width - FILTER_BUTTON for width in widths]
    sheet.set_row(top, LINE * _lines(table.headings, room))
    for line, row in enumerate(table.rows, top + 1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, formats)
        if (lines := _lines(row, [width - 2 for width in widths])) > 1:
            sheet.set_row(line, LINE * lines)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + len(table.rows), len(table.headings) - 1)
    sheet.repeat_rows(top)


def _print_setup(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _widths(table: Table) -> Iterator[int]:
    """As wide as the longest cell, within bounds; headings break at blanks."""
    names = max((len(name) for name, _ in table.about), default=0) + 2
    for place, heading in enumerate(table.headings or ("",)):
        words = [len(word) + FILTER_BUTTON + 1 for word in heading.split()]
        cells = (len(shown(row[place])) + 2 for row in table.rows)
        least = names if place == 0 else NARROWEST
        yield min(max((least, *words, *cells)), WIDEST)


def _lines(row: Sequence[Any], room: Sequence[int]) -> int:
    """How many lines the highest cell of the row takes."""
    return max(_wrapped(shown(cell), width) for cell, width in zip(row, room, strict=True))


@lru_cache(maxsize=4096)
def _wrapped(text: str, width: int) -> int:
    return 1 if len(text) <= width else len(wrap(text, width))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _write(sheet: Any, line: int, place: int, value: Any, formats: Mapping[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["day"])
    elif _is_number(value):
        how = formats["share" if isinstance(value, float) else "whole"]
        sheet.write_number(line, place, value, how)
    elif value is not None:
        sheet.write_string(line, place, shown(value), formats["text"])
