"""Lists of graduates as a test writes them: headings, rows, XLSX or CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from marshrut.imports.list_file import ListFile

MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the library takes no time zone
"""When each workbook says that it was made."""

ROW: dict[str, Any] = {
    "ФИО": "Лосева Анна Ильинична",
    "Дата рождения": "01.02.2005",
    "СНИЛС": "112-233-445 95",
    "ПОО": "A",
    "Специальность": "15.02.16 Технология машиностроения",
    "Форма обучения": "очная",
    "Год выпуска": "2025",
    "Дата выпуска": "27.06.2025",
}
"""A row with all that is asked for."""

WORK: dict[str, Any] = {
    "Занятость": "трудовой договор",
    "Занятость с": "01.08.2025",
    "Работодатель": "АО «Завод»",
    "ИНН работодателя": "7707083893",
    "По специальности": "да",
}


def csv_of(*rows: Mapping[str, Any], encoding: str = "utf-8", separator: str = ";") -> bytes:
    """The rows as CSV under the headings of them all."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    lines = [headings, *[[str(row.get(name, "")) for name in headings] for row in rows]]
    return "\n".join(separator.join(line) for line in lines).encode(encoding)


def xlsx_of(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """Sheets of cells as a workbook, the same whenever it is made; dates are cells of dates."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        book.set_properties({"created": MADE})
        for cells in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(cells):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def listed(*rows: Mapping[str, Any], **options: Any) -> ListFile:
    """The list of the rows."""
    return ListFile(csv_of(*rows), **options)


def without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The row without some columns."""
    return {name: value for name, value in row.items() if name not in names}
