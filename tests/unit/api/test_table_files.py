"""Tables as files: the same bytes for the same rows, nothing in them ever computed."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from api.table_files import csv_file, xlsx_file
from api.tables import Table

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


def test_shares_are_written_with_a_comma_and_negative_numbers_stay_numbers():
    data = csv_file(Table("R24", [("Строк", 2)], ["Доля, %", "Сдвиг"], [[14.3, -2], [50.0, -1.5]]))
    lines = list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert lines[3:] == [["14,3", "-2"], ["50,0", "-1,5"]]


def test_counts_of_the_header_are_numbers_in_a_workbook():
    data = xlsx_file(Table("R24", [("Строк", 2)], ["Доля, %"], [[14.3]]))
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("R24").to_python()
    assert sheet[0][1] == 2.0
    assert sheet[3][0] == 14.3


def part(data: bytes, name: str) -> ET.Element:
    with ZipFile(BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - made right here


def test_a_workbook_is_laid_out_to_read_and_to_print():
    long = "Государственное учреждение " * 20
    rows = [[long, 3, "да"], ["коротко", 4, "нет"]]
    data = xlsx_file(Table("R01", [("Отбор", "нет")], ["Организация", "Дней", "Занят"], rows))
    sheet = part(data, "xl/worksheets/sheet1.xml")
    found = {each.tag.partition("}")[2]: each for each in sheet.iter()}
    assert found["pageSetup"].attrib == {
        "paperSize": "9", "orientation": "landscape", "fitToHeight": "0",
    }  # fmt: skip
    assert found["pageSetUpPr"].get("fitToPage") == "1"
    assert found["autoFilter"].get("ref") == "A3:C5"
    columns = [each for each in sheet.iter() if each.tag.endswith("}col")]
    widths = [float(each.get("width", "")) for each in columns]
    assert 40 <= widths[0] < 42
    assert all(8 <= width < 12 for width in widths[1:])
    heights = [each.get("ht") for each in sheet.iter() if each.tag.endswith("}row")]
    assert heights[:2] == [None, None]
    assert float(heights[2] or 0) >= 15 * len(long) / 40
    assert heights[3] is None
    assert any(each.get("wrapText") == "1" for each in part(data, "xl/styles.xml").iter())


def test_a_table_without_columns_is_only_what_it_says_of_itself():
    table = Table("R26", [("Реестр пока не ведётся", "Источник: карточки")], (), ())
    assert csv_file(table).decode("utf-8-sig").splitlines() == [
        "Реестр пока не ведётся;Источник: карточки"
    ]
    sheet = CalamineWorkbook.from_filelike(BytesIO(xlsx_file(table))).get_sheet_by_name("R26")
    assert sheet.to_python() == [["Реестр пока не ведётся", "Источник: карточки"]]
