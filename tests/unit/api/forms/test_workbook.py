"""The workbook of a form: what its cells hold, and what people typed stays text."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from marshrut.forms.filled import Block, FilledRow, Heading
from tests.support.filled_forms import Workbook, block, form, lines, table, violation

HEADS = ["Занятость", "Субъект", "По состоянию на"]


def test_figures_are_read_back_as_they_were():
    book = Workbook(form(table(block(None, (7, 3), (0, 0)), block("Колледж", (7, 3), (0, 0)))))
    assert book.names == ["Занятость", "Проверки", "Методика"]
    rows = book.rows()
    assert [row[0] for row in rows[:3]] == HEADS
    assert rows[1][3] == "Самарская область"
    assert rows[4][:5] == ["Организация", "Строка", "Показатель", "Всего", "Из них"]
    assert rows[5][4] == "Заняты"
    assert book.below_numbers() == [
        ["Всего", "01", "Показатель 1", 7.0, 3.0],
        ["", "02", "Показатель 2", 0.0, 0.0],
        ["", "03", "Проверка (строка не редактируется)", "верно", ""],
        ["Колледж", "01", "Показатель 1", 7.0, 3.0],
        ["", "02", "Показатель 2", 0.0, 0.0],
        ["", "03", "Проверка (строка не редактируется)", "верно", ""],
    ]


def test_what_names_a_block_stands_once_beside_all_its_rows():
    part = Workbook(form(table(block(None, (7, 3), (0, 0))))).part()
    assert {"A5:A6", "B5:B6", "C5:C6", "D5:D6"} <= part.merged
    assert {"A8:A10", "D10:E10"} <= part.merged
    assert "E5:E6" not in part.merged


def test_a_table_without_checks_has_no_line_of_them():
    book = Workbook(form(table(block(None, (7, 3)), checks=())))
    assert book.below_numbers() == [["Всего", "01", "Показатель 1", 7.0, 3.0]]
    assert book.names == ["Занятость", "Методика"]


def test_all_together_takes_the_columns_of_every_name():
    leads = (Heading("", "Субъект", text=True), Heading("", "ИНН", text=True))
    one = Block({"employer": "7"}, (FilledRow("01", ("Самарская область", "7"), (1, 1)),))
    whole = Block({}, (FilledRow("01", ("Всего", None), (1, 1)),))
    part = Workbook(form(table(one, whole, layout="lines", leads=leads, checks=()))).part()
    assert "A9:B9" in part.merged
    assert not {"A8:B8", "A8:A8"} & part.merged


def test_groups_stand_above_their_columns_and_headings_without_one_reach_up():
    columns = (
        Heading("04", "Всего"),
        Heading("05", "Заняты", ("Из них",)),
        Heading("06", "на службе", ("Из них", "по контракту")),
        Heading("07", "на заводе", ("Из них", "по контракту")),
        Heading("08", "Прочее", ("Прогноз",)),
    )
    part = Workbook(form(table(block(None, (5, 1, 1, 1, 1)), columns=columns))).part()
    heads = {"E5:G5", "F6:G6", "D5:D7", "E6:E7", "H6:H7", "A5:A7", "B5:B7", "C5:C7"}
    assert heads <= part.merged
    assert part.one("pane")["topLeftCell"] == "D9"


def test_shares_days_and_what_is_lacking():
    columns = (
        Heading("04", "Доля, %"),
        Heading("05", "День"),
        Heading("06", "Число"),
        Heading("07", "Меры", text=True),
        Heading("08", "Уровень"),
    )
    filled = lines(
        ("а", (72.75, date(2026, 3, 1), 0, "меры", 1.5)),
        ("б", (None, None, None, None, None)),
        ("Всего", (0.0, date(2026, 3, 2), -1, "", None)),
        columns=columns,
    )
    book = Workbook(form(filled))
    assert book.below_numbers() == [
        ["а", 72.75, date(2026, 3, 1), 0.0, "меры", 1.5],
        ["б", "нет данных", "—", "—", "", "нет данных"],
        ["Всего", 0.0, date(2026, 3, 2), -1.0, "", "нет данных"],
    ]
    part = book.part()
    codes = {e.get("numFmtId"): e.get("formatCode") for e in book.xml("xl/styles.xml")[0]}
    assert codes[str(part.format("B7"))] == "0.0"
    assert codes[str(part.format("C7"))] == "dd.mm.yyyy"
    assert part.format("D7") == 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")'),
        ("+7 900", "+7 900"),
        ("-1", "-1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("https://example.org", "https://example.org"),
        ("007", "007"),
        ("TRUE", "TRUE"),
        ("<a>&\"'", "<a>&\"'"),
        ("_x0041_", "_x0041_"),
        ("%s %d {0}", "%s %d {0}"),
        ("a\x00\x1f\ufffe\ud800b", "a\ufffd\ufffd\ufffd\ufffdb"),
        ("  пробелы  ", "  пробелы  "),
        ("две\r\nстроки", "две\nстроки"),
        ("э" * 40_000, "э" * 32_766 + "…"),
    ],
)
def test_what_people_typed_stays_text(typed: str, read: str):
    filled = form(
        table(block(typed, (1, 1))),
        lines((typed, (1, typed)), ("Всего", (1, None))),
        title=typed,
        lines=((typed, typed),),
        method=((typed, "метод"),),
    )
    book = Workbook(filled)
    rows = book.rows(0)
    assert (rows[0][0], rows[2][0], rows[2][3]) == (read, read, read)
    assert rows[7][0] == read
    assert [row[2] for row in book.rows(1) if row[1] == 1.0 and row[0] == read] == [read]
    assert book.rows("Методика")[3][0] == read
    part = book.part()
    assert part.all("f") == []
    assert part.all("hyperlink") == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Итоги: [все] */?\\", "Итоги все"),
        ("'кавычки'", "кавычки"),
        ("О’Нил и 'Ко'", "О’Нил и 'Ко"),
        ("", "Лист"),
        ("Образовательные организации Самарской области", "Образовательные организации Сам"),
        ("😀" * 20, "😀" * 15),
        ("History", "History (2)"),
    ],
)
def test_names_of_sheets_are_made_acceptable(name: str, found: str):
    book = Workbook(form(table(block(None, (1, 1)), sheet=name)))
    assert book.names[0] == found
    assert len(found.encode("utf-16-le")) <= 62


def test_sheets_of_one_name_are_told_apart():
    same = table(block(None, (1, 1)), sheet="Проверки")
    long = table(block(None, (1, 1)), sheet="э" * 31)
    book = Workbook(form(same, same, long, long))
    assert book.names == [
        "Проверки", "Проверки (2)", "э" * 31, "э" * 27 + " (2)", "Проверки (3)", "Методика",
    ]  # fmt: skip


def test_a_form_of_nobody_is_a_form_all_the_same():
    nobody = block(None, (0, 0), (0, 0))
    book = Workbook(form(table(nobody), lines(("Всего", (0, 0)))))
    assert [row[3] for row in book.below_numbers()] == [0.0, 0.0, "верно"]
    assert book.below_numbers(1) == [["Всего", 0.0, 0.0, ""]]
    empty = Workbook(form(table(), lines(("Всего", (0, 0)))))
    assert empty.below_numbers() == []


def test_what_does_not_hold_is_marked_and_said():
    blocks = block(None, (7, 3), (1, 1)), block("Колледж", (2, 3), (4, 0))
    across_rows = violation("Колледж", "02", "01", place="04", across="rows")
    violations = violation("Колледж", "05", "04", place="01"), across_rows
    book = Workbook(form(table(*blocks, violations=violations)))
    part = book.part()
    rose = "FFFFC7CE"
    marked = [
        cell for row in (11, 12) for cell in (f"D{row}", f"E{row}") if part.fill(cell) == rose
    ]
    assert marked == ["D11", "E11", "D12"]
    assert part.fill("D8") != rose
    assert [row[3] for row in book.below_numbers()][2::3] == [
        "верно",
        "нарушено: T1 «гр. 05 ≤ гр. 04» — стр. 01; T1 «стр. 02 ≤ стр. 01» — гр. 04",
    ]
    checks = book.rows("Проверки")
    assert checks[2][2] == "Проверок — 2, нарушений — 2."
    assert [row[4] for row in checks[5:7]] == ["нарушений: 1", "нарушений: 1"]
    assert checks[9:] == [
        ["Занятость", "T1", "гр. 05 ≤ гр. 04", "Колледж", "стр. 01", 3.0, 2.0],
        ["Занятость", "T1", "стр. 02 ≤ стр. 01", "Колледж", "гр. 04", 3.0, 2.0],
    ]


def test_in_lines_too_what_does_not_hold_is_marked():
    told = lines(("к", (2, 3)), ("Всего", (2, 2)), violations=(violation("к", "05", place="01"),))
    part = Workbook(form(told)).part()
    assert part.fill("C8") == "FFFFC7CE"
    assert part.fill("B8") is None


def test_all_that_hold_are_said_to():
    rows = Workbook(form(table(block(None, (7, 3))))).rows("Проверки")
    assert rows[2][2] == "Проверок — 2, все выполнены."
    assert [(row[1], row[4]) for row in rows[5:]] == [
        ("гр. 05 ≤ гр. 04", "верно"),
        ("стр. 02 ≤ стр. 01", "верно"),
    ]


def test_those_who_sign_have_a_line_below_the_last_table():
    filled = form(table(block(None, (7, 3))), lines(("Всего", (1, 1))), signed_by=("Директор",))
    rows = [row[0] for row in Workbook(filled).rows(1) if row[0]]
    assert rows[-3] == "Всего"
    assert rows[-2].startswith("Директор ____")
    assert rows[-1].startswith("«____»")


def test_an_overlapping_table_says_so_above_its_figures():
    note = "Пересекающиеся категории: суммы не складываются."
    book = Workbook(form(table(block(None, (7, 3)), title="Категории", note=note)))
    assert [row[0] for row in book.rows()[:3]] == ["Занятость", "Категории", note]


def test_the_method_is_told_whole_however_long():
    long = "\n".join(["правило " * 500] * 3)
    rows = Workbook(form(table(block(None, (7, 3))), method=(("Правило", long),))).rows("Методика")
    assert rows[3][0] == "Правило"
    assert {row[0] for row in rows[4:]} == {""}
    assert " ".join(row[1] for row in rows[3:]).split() == long.split()


def test_a_package_is_stored_and_tells_nothing_of_when_and_where():
    book = Workbook(form(table(block(None, (7, 3)))))
    with ZipFile(BytesIO(book.data)) as archive:
        entries = archive.infolist()
    assert [each.filename for each in entries] == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
    ]
    for each in entries:
        told = (each.compress_type, each.date_time, each.create_system, each.external_attr)
        assert told == (ZIP_STORED, (1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)
        book.xml(each.filename)


def test_columns_may_be_beyond_z():
    columns = tuple(Heading(f"{n:02}", f"Графа {n}") for n in range(4, 804))
    book = Workbook(form(table(block(None, tuple(range(800))), columns=columns, checks=())))
    assert book.below_numbers()[0][3:] == [float(n) for n in range(800)]
