"""The list back as a workbook, what is wrong in it marked where it stands, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from marshrut.imports.cells import Cell
from marshrut.imports.columns import Columns
from marshrut.imports.problems import Problem

HEADING = "Ошибка"
MOST_COMMENTS = 5_000
LONGEST = 32_767
"""Characters a cell of a workbook takes."""

# What a list says is text, whatever it begins with: nothing of it is ever computed or followed.
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS: Mapping[str, dict[str, Any]] = {
    "heading": {"bold": True, "text_wrap": True, "bottom": 1},
    "reason": {"text_wrap": True, "font_color": "#9C0006"},
    "date": {"num_format": "dd.mm.yyyy"},
    "wrong": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "wrong date": {"bg_color": "#FFC7CE", "font_color": "#9C0006", "num_format": "dd.mm.yyyy"},
}


def errors_sheet(
    rows: Sequence[Sequence[Cell]], columns: Columns, problems: Iterable[Problem]
) -> bytes:
    """An XLSX of the ``rows``; ``problems`` without a row stand beside the headings."""
    file = BytesIO()
    with Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet("Список")
        formats = {name: book.add_format(given) for name, given in FORMATS.items()}
        reasons = max(map(len, rows), default=0)
        _lay_out(sheet, columns, reasons, len(rows), formats)
        by_row = _by_row(problems, columns)
        comments = 0
        for number, cells in enumerate(rows):
            found = by_row.get(number + 1, [])
            wrong = {
                place: problem.detail
                for problem in reversed(found)  # of several in one cell the first is shown there
                if (place := columns.place(problem.column)) is not None
            }
            heading = number == columns.row - 1
            for place, cell in enumerate(cells):
                _write(sheet, (number, place), cell, formats, wrong=place in wrong, bold=heading)
            if found:
                told = "\n".join(problem.detail for problem in found)
                sheet.write_string(number, reasons, _fitting(told), formats["reason"])
            for place, detail in wrong.items():
                if comments < MOST_COMMENTS:
                    comments += 1
                    sheet.write_comment(number, place, detail, {"x_scale": 2, "y_scale": 1.5})
    return file.getvalue()


def _by_row(problems: Iterable[Problem], columns: Columns) -> dict[int, list[Problem]]:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row or columns.row].append(problem)
    return by_row


def _lay_out(
    sheet: Any, columns: Columns, reasons: int, rows: int, formats: Mapping[str, Any]
) -> None:
    heading = columns.row - 1
    sheet.set_column(0, max(reasons - 1, 0), 18)
    sheet.set_column(reasons, reasons, 70)
    sheet.freeze_panes(columns.row, 0)
    sheet.write_string(heading, reasons, HEADING, formats["heading"])
    sheet.autofilter(heading, 0, max(rows - 1, heading), reasons)


def _write(
    sheet: Any,
    at: tuple[int, int],
    cell: Cell,
    formats: Mapping[str, Any],
    *,
    wrong: bool,
    bold: bool,
) -> None:
    style = formats["wrong"] if wrong else formats["heading"] if bold else None
    if isinstance(cell, datetime | date) and cell.year >= 1900:  # noqa: PLR2004 - Excel's first
        sheet.write_datetime(*at, cell, formats["wrong date" if wrong else "date"])
    elif isinstance(cell, bool):
        sheet.write_boolean(*at, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(*at, cell, style)
    elif cell is None or cell == "":
        sheet.write_blank(*at, None, style)
    else:
        shown = cell.isoformat() if isinstance(cell, time) else str(cell)
        sheet.write_string(*at, _fitting(shown), style)


def _fitting(text: str) -> str:
    return text.encode(errors="replace").decode()[:LONGEST]
