"""A report СПО-1 as a table: a column for each category or a line for each, and what is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.imports.problems import BadFile
from marshrut.imports.spo1 import MOST_LINES, Sheet, read_spo1
from tests.support.lists import xlsx_of

WIDE = [
    ["Сведения об ожидаемом выпуске"],
    ["Код специальности", "Форма обучения", "Всего", "Из них с ОВЗ", "Инвалиды", "Дети-инвалиды"],
    ["15.02.16 Технология машиностроения", "очная", 25, 2, "", 0],
    ["", "", "", "", "", ""],
    [date(2007, 2, 9), "заочная", 10, "", 1, ""],
]


def numbers(sheet: Sheet) -> list[tuple[str, str, str, int]]:
    return [(*line.values(),) for line in sheet.lines]  # type: ignore[misc]


def of_text(text: str) -> Sheet:
    return read_spo1(text.encode())


def codes(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(BadFile) as bad:
        of_text(text)
    return [(problem.code, problem.row) for problem in bad.value.problems]


def test_a_column_for_each_category():
    sheet = read_spo1(xlsx_of(WIDE))
    assert numbers(sheet) == [
        ("15.02.16", "FULL_TIME", "ALL", 25),
        ("15.02.16", "FULL_TIME", "OVZ", 2),
        ("15.02.16", "FULL_TIME", "DISABLED_CHILD", 0),
        ("09.02.07", "PART_TIME", "ALL", 10),
        ("09.02.07", "PART_TIME", "DISABLED", 1),
    ]
    assert sheet.fields == {"lines": sheet.lines}


def test_a_line_for_each_category_with_why_it_differs():
    sheet = of_text(
        "Код;Форма;Категория;Численность;Пояснение\n"
        "15.02.16;очная;Целевое обучение;3;Договор расторгнут\n"
        "15.02.16;очно-заочная;всего;4;\n"
    )
    assert numbers(sheet) == [
        ("15.02.16", "FULL_TIME", "TARGETED", 3),
        ("15.02.16", "MIXED", "ALL", 4),
    ]
    assert [line["text"] for line in sheet.explanations] == ["Договор расторгнут"]
    assert sheet.fields["explanations"] == sheet.explanations


def test_without_categories_everybody_is_meant():
    assert numbers(of_text("Код;Форма;Человек\n15.02.16;очная;3\n")) == [
        ("15.02.16", "FULL_TIME", "ALL", 3)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Код;Всего\n15.02.16;3\n", [("MISSING_COLUMN", 1)]),
        ("Что-то;Ещё\n1;2\n", [("SPO1_HEADINGS", None)]),
        ("Код;Форма;Категория;Всего\n15.02.16;очная;ОВЗ;3\n", [("SPO1_TWO_WAYS", 1)]),
        ("Код;Форма;Всего\n", [("EMPTY", None)]),
        ("Код;Форма;Всего\n15.99;очная;3\n", [("BAD_PROGRAMME", 2)]),
        ("Код;Форма;Всего\n15.02.16;дома;3\n", [("UNKNOWN_VALUE", 2)]),
        ("Код;Форма;Всего\n15.02.16;;3\n", [("MISSING_VALUE", 2)]),
        ("Код;Форма;Всего\n15.02.16;очная;-3\n", [("BAD_NUMBER", 2)]),
        ("Код;Форма;Всего\n15.02.16;очная;100001\n", [("BAD_NUMBER", 2)]),
        ("Код;Форма;Всего\n15.02.16;очная;#ДЕЛ/0!\n", [("CELL_ERROR", 2)]),
        ("Код;Форма;Категория;Число\n15.02.16;очная;рыжие;3\n", [("UNKNOWN_VALUE", 2)]),
        (
            "Код;Форма;Всего\n15.02.16;очная;3\n15.02.16;очная;4\nx;очная;1\n",
            [("REPEATED_LINE", 3), ("BAD_PROGRAMME", 4)],
        ),
    ],
)
def test_all_that_is_wrong_is_told_with_its_row(text: str, expected: list[tuple[str, int | None]]):
    assert codes(text) == expected


def test_more_lines_than_a_record_takes_are_refused():
    rows = "".join(
        f"{group:02}.02.{number:02};очная;1\n" for group in range(1, 60) for number in range(1, 12)
    )
    assert codes(f"Код;Форма;Всего\n{rows}") == [("TOO_LARGE", None)]
    assert len(rows.splitlines()) > MOST_LINES


@pytest.mark.parametrize("data", [b"", b"\x00", b"PK\x03\x04", b"\xff" * 100, b'"' * 1_000])
def test_what_is_no_table_is_refused(data: bytes):
    with pytest.raises(BadFile):
        read_spo1(data)
