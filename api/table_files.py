"""A table as a file: CSV or XLSX, byte for byte the same for the same rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import Any

from api.table_workbook import xlsx_file
from api.tables import Table, shown
from marshrut.imports.formulas import kept


def csv_file(table: Table) -> bytes:
    """CSV as Russian spreadsheets open it: semicolons, decimal commas, UTF-8 with its mark."""
    headings = [(), map(csv_cell, table.headings)] if table.headings else []
    return csv_lines(
        [
            *(map(csv_cell, line) for line in table.about),
            *headings,
            *(map(csv_cell, row) for row in table.rows),
        ]
    )


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """The lines of a file of cells as ``csv_cell`` gives them."""
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def csv_cell(value: Any) -> str:
    """No cell of a CSV is ever computed; numbers stay numbers."""
    text = shown(value)
    return text if isinstance(value, int | float) else kept(text)


FILES: Mapping[str, tuple[str, Callable[[Table], bytes]]] = {
    "csv": ("text/csv", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
}
"""The formats: media type, and what makes the bytes."""
