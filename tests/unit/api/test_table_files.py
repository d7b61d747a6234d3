"""Tables as files: the same bytes for the same rows, nothing in them ever computed."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

from python_calamine import CalamineWorkbook

from api.table_files import Table, csv_file, xlsx_file

TABLE = Table(
    "R01",
    [("Реестр", "R01"), ("Отбор", "=1+1")],
    ["Фамилия", "С", "Дней", "Занят", "Основания"],
    [
        ["=СУММ(А1)", date(2026, 2, 1), 3, True, ["сирота", "под риском"]],
        [None, None, 0, False, []],
    ],
)


def test_csv_opens_in_russian_spreadsheets():
    data = csv_file(TABLE)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert lines[1] == ["Отбор", "'=1+1"]
    assert lines[2] == []
    assert lines[4] == ["'=СУММ(А1)", "01.02.2026", "3", "да", "сирота; под риском"]
    assert lines[5] == ["", "", "0", "нет", ""]


def test_a_workbook_holds_values_not_formulas():
    data = xlsx_file(TABLE)
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("R01").to_python()
    assert sheet[1][:2] == ["Отбор", "=1+1"]
    assert sheet[4] == ["=СУММ(А1)", date(2026, 2, 1), 3.0, "да", "сирота; под риском"]
    assert sheet[5] == ["", "", 0.0, "нет", ""]
    assert xlsx_file(TABLE) == data
