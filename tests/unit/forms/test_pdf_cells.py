"""What stands in the cells of a printed table: headings, spans, values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.forms.pdf_cells import BREAK, body_cells, heading_cells, shown
from api.forms.pdf_pages import pages
from marshrut.forms.filled import Block, FilledRow, Heading, Value
from tests.support.printed import COLUMNS, LEADS, filled, sample, table


def told(cells: Any) -> list[tuple[str, int, int]]:
    return [(each["text"], each["across"], each["down"]) for each in cells]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "да"),
        (False, "нет"),
        (1250, "1250"),
        (-1, "−1"),
        (33.3, "33,3"),
        (-11.7, "−11,7"),
        (0.0, "0,0"),
        (date(2025, 6, 1), "01.06.2025"),
        ("a.b - c", "a.b - c"),
    ],
)
def test_a_value_is_shown_as_it_is_read_in_russian(value: Value, text: str):
    assert shown(value) == text


def test_a_word_that_fits_no_column_may_be_broken_and_no_other():
    assert BREAK not in shown("переосвидетельствование и ещё")
    broken = shown("x" * 100 + " y")
    assert broken.replace(BREAK, "") == "x" * 100 + " y"
    assert max(map(len, broken.split(BREAK))) <= 14


def test_headings_stand_under_their_groups():
    assert told(heading_cells(table())) == [
        ("Группа", 1, 3), ("Строка", 1, 3), ("Всего", 1, 3), ("Из них", 3, 1),
        ("по делам", 2, 1), ("Примечание", 1, 2),
        ("дел", 1, 1), ("%", 1, 1),
        ("", 1, 1), ("", 1, 1), ("1", 1, 1), ("2", 1, 1), ("3", 1, 1), ("4", 1, 1),
    ]  # fmt: skip


def test_groups_of_one_name_that_are_parted_stand_apart():
    groups = [("A",), ("B",), ("A",), ("A",)]
    columns = tuple(Heading("", str(n), group) for n, group in enumerate(groups))
    first_line = told(heading_cells(table(leads=LEADS, columns=columns)))[:5]
    assert first_line == [("Группа", 1, 2), ("Строка", 1, 2), ("A", 1, 1), ("B", 1, 1), ("A", 2, 1)]


def test_a_lead_stands_once_for_the_rows_that_say_the_same():
    rows = [("A", "x", 1, 1, 1.0, ""), ("A", "x", 2, 2, 2.0, ""), ("A", "y", 3, 3, 3.0, "")]
    cells = list(body_cells(table(*rows, ("B", "y", 4, 4, 4.0, ""))))
    leads = [each for each in told(cells) if each[0] in {"A", "B", "x", "y"}]
    assert leads == [("A", 1, 3), ("x", 1, 2), ("y", 1, 1), ("B", 1, 1), ("y", 1, 1)]


def test_every_place_of_a_table_is_taken_once():
    for each in sample().tables:
        width = len(LEADS) + len(COLUMNS)
        for cells in (heading_cells(each), body_cells(each)):
            taken = sum(cell["across"] * cell["down"] for cell in cells)
            assert taken % width == 0


def test_what_is_not_known_is_marked_among_numbers_alone():
    *_, whole, part, share, text = body_cells(table(("A", "x", 1, None, None, None)))
    assert [each["text"] for each in (whole, part, share, text)] == ["1", "—", "—", ""]
    assert [each["number"] for each in (whole, part, share, text)] == [True, True, True, False]


def test_all_together_is_strong():
    rows = (FilledRow("1", ("Всего", None), (1, 1, 1, "")),)
    whole = Block({}, rows)
    one = table(("A", "x", 1, 1, 1.0, ""))
    cells = list(body_cells(table(blocks=(*one.blocks, whole))))
    assert [each["strong"] for each in cells] == [False] * 6 + [True] * 6
    assert not any(each["strong"] for each in body_cells(table(blocks=(whole,))))


def test_wide_tables_get_wide_paper():
    def paper(width: float) -> tuple[str, bool]:
        said = pages(filled(table(columns=(Heading("1", "x", (), width),))))
        return said["paper"], said["landscape"]

    assert paper(60) == ("a4", False)
    assert paper(61) == ("a4", True)
    assert paper(151) == ("a3", True)
    assert pages(filled())["paper"] == "a4"


def test_checks_that_do_not_hold_are_listed():
    told = pages(sample())["tables"][2]
    assert told["checked"] == "Проверок: 1; не выполняется в местах: 1."
    assert told["violations"] == ['A1 (SA-1, 05): #import "@preview/cetz:0.3.4": canvas — 3 и 2']
    assert told["cells"][0]["text"] == "Нет данных"
    assert told["cells"][0]["across"] == 6
    assert pages(sample())["tables"][0]["checked"] is None


def test_a_page_says_of_which_form_and_point_it_is():
    assert pages(filled())["imprint"] == "SELF-1 · на 20.06.2025 · запись № 1234"
