"""A list to be filled in: headings, an example, the values that coded columns take."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook

from marshrut.imports.columns import letter
from marshrut.imports.formulas import kept
from marshrut.imports.kinds import GRADUATES, Field, Kind
from marshrut.imports.suggestions import recordable

LEFT_OUT = {
    *("last_name", "first_name", "middle_name", "programme_code", "programme_name"),
    "number",
}
"""Other ways to say what stands in a column of the template, and what is not loaded."""

NOTE = "Пример строкой ниже. Что стоит над заголовками, не загружается."
ROW_OF_HEADINGS = 3
ROWS = 5_000
"""For which the lists of values drop down."""

MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same template is the same file."""

FORMATS: Mapping[str, dict[str, Any]] = {
    "note": {"italic": True, "font_color": "#666666"},
    "example": {"font_color": "#666666", "num_format": "@"},
    "needed": {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True},
    "free": {"bottom": 1, "text_wrap": True},
    "text": {"num_format": "@"},
}


def template_fields(kind: Kind) -> list[Field]:
    """The columns of the template, in order."""
    return [
        field
        for name, field in kind.fields.items()
        if name not in LEFT_OUT and (name != "programme" or kind.code == GRADUATES)
    ]


def csv_template(kind: Kind) -> bytes:
    """CSV as Russian spreadsheets open it: semicolons, UTF-8 with its mark."""
    fields = template_fields(kind)
    text = StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow([NOTE])
    lines.writerow([kept(field.example) for field in fields])
    lines.writerow([kept(kind.heading(field.name)) for field in fields])
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(kind: Kind) -> bytes:
    """A workbook: the list, and on a second sheet the values of its coded columns."""
    file = BytesIO()
    fields = template_fields(kind)
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": MADE})
        formats = {name: book.add_format(given) for name, given in FORMATS.items()}
        sheet = book.add_worksheet(kind.label)
        values = book.add_worksheet("Справочники")
        sheet.write_string(0, 0, NOTE, formats["note"])
        for place, field in enumerate(fields):
            heading = kind.heading(field.name)
            sheet.set_column(place, place, max(14, len(heading) + 2), formats["text"])
            sheet.write_string(1, place, field.example, formats["example"])
            named = formats["needed" if field.need else "free"]
            sheet.write_string(ROW_OF_HEADINGS - 1, place, heading, named)
        sheet.freeze_panes(ROW_OF_HEADINGS, 0)
        _write_values(book, sheet, values, kind, fields)
    return file.getvalue()


def _write_values(
    book: Workbook, sheet: Any, values: Any, kind: Kind, fields: Sequence[Field]
) -> None:
    bold = book.add_format({"bold": True})
    column = 0
    for place, field in enumerate(fields):
        allowed = _allowed(field)
        if not allowed:
            continue
        values.set_column(column, column, 50)
        values.write_row(0, column, [kind.heading(field.name), "Код"], bold)
        for row, (label, code) in enumerate(allowed, 1):
            values.write_row(row, column, [label, code])
        name = letter(column)
        source = f"=Справочники!${name}$2:${name}${len(allowed) + 1}"
        below = (ROW_OF_HEADINGS, place, ROW_OF_HEADINGS + ROWS, place)
        # A cell may hold several categories, or a code: other values are let in with a word.
        rule = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(*below, rule)
        column += 2


def _allowed(field: Field) -> list[tuple[str, str]]:
    if field.type == "yes":
        return [("да", ""), ("нет", "")]
    if not field.type.startswith("code:"):
        return []
    terms = recordable(field.type.removeprefix("code:"))
    return [(term.label_ru, term.code) for term in terms]
