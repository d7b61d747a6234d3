"""How a workbook is laid out: nothing is cut off on the screen or on paper."""

from __future__ import annotations

from datetime import date

import pytest

from api.forms.renderer_1.room import lines as lines_of
from marshrut.forms.filled import Heading
from marshrut.forms.shipped import form as shipped
from tests.support.filled_forms import LEADS, Workbook, block, form, lines, table

A3, A4 = "8", "9"
LONG = "слово " * 60
UNIT = 4.5


def test_a_sheet_is_printed_on_one_page_across_with_its_head_repeated():
    book = Workbook(form(table(block(None, (7, 3)), sheet="О'Нил")))
    part = book.part()
    page = {"paperSize": A4, "orientation": "landscape", "fitToHeight": "0"}
    assert part.one("pageSetup") == page
    assert part.one("pageSetUpPr") == {"fitToPage": "1"}
    (footer,) = part.all("oddFooter")
    told = "Форма T, редакция 2, по состоянию на 20.11.2026"
    assert footer.text == f"&L&8&A&C&8{told}&R&8Стр. &P из &N"
    names = [
        (each.get("name"), each.get("localSheetId"), each.text)
        for each in book.xml("xl/workbook.xml").iter()
        if each.tag.endswith("}definedName")
    ]
    assert names[:2] == [
        ("_xlnm.Print_Area", "0", "'О''Нил'!$A$1:$F$9"),
        ("_xlnm.Print_Titles", "0", "'О''Нил'!$5:$7"),
    ]


def test_a_wide_table_is_printed_on_larger_paper():
    columns = tuple(Heading(f"{n:02}", "Графа") for n in range(4, 44))
    book = Workbook(form(table(block(None, tuple(range(40))), columns=columns)))
    assert book.part().one("pageSetup")["paperSize"] == A3


def test_headings_and_names_stay_in_sight():
    pane = Workbook(form(table(block(None, (7, 3))))).part().one("pane")
    assert pane == {
        "xSplit": "3", "ySplit": "7", "topLeftCell": "D8",
        "activePane": "bottomRight", "state": "frozen",
    }  # fmt: skip


def test_names_too_wide_for_a_screen_scroll_with_the_rest():
    wide = tuple(Heading(each.number, each.heading, width=60, text=True) for each in LEADS)
    pane = Workbook(form(table(block(None, (7, 3)), leads=wide))).part().one("pane")
    assert "xSplit" not in pane
    assert pane["activePane"] == "bottomLeft"


def test_short_headings_stand_and_columns_are_as_wide_as_they_should():
    part = Workbook(form(table(block(None, (7, 3))))).part()
    assert not part.turned("D5")
    assert part.widths[:5] == [20, 8, 30, 8, 9]


def test_a_long_heading_in_a_narrow_column_is_turned_with_its_neighbours():
    columns = (
        Heading("04", "Всего", width=8),
        Heading("05", LONG, width=9),
        Heading("06", "Меры", width=30, text=True),
    )
    part = Workbook(form(table(block(None, (7, 3, None)), columns=columns))).part()
    assert [part.turned(cell) for cell in ("A5", "D5", "E5", "F5")] == [False, True, True, False]
    high = part.heights[4]
    assert high == 200
    assert (part.widths[4] * UNIT) * high > len(LONG) * 4 * 9
    assert part.widths[3] < 8


def test_a_column_is_wide_enough_for_its_figures():
    columns = (Heading("04", "Суммарный выпуск, человек", width=5), Heading("05", "Доля, %"))
    part = Workbook(form(table(block(None, (1_234_567, None)), columns=columns))).part()
    assert part.turned("D5")
    assert part.widths[3] >= 8
    assert part.widths[4] >= 7
    assert part.heights[6] > 20


def test_no_text_makes_a_column_or_a_row_that_spreadsheets_refuse():
    columns = (Heading("04", "Всего"), Heading("05", "Меры", width=40, text=True))
    told = block("имя " * 9000, (1, "мера " * 9000), (1, None))
    part = Workbook(form(table(told, columns=columns, title="название " * 4000))).part()
    assert max(part.widths) <= 255
    assert max(part.heights) <= 409


@pytest.mark.parametrize("length", [100, 1000, 5000])
def test_rows_are_as_high_as_their_texts(length: int):
    text = ("мера " * length)[:length]
    columns = (Heading("04", "Всего"), Heading("05", "Меры", width=40, text=True))
    part = Workbook(form(table(block(None, (1, text), (1, None)), columns=columns))).part()
    room = part.widths[4] * UNIT * part.heights[6]
    assert part.heights[6] <= 400
    assert room > length * 0.46 * 8 * 8 * 1.15
    assert part.heights[7] < 15


def test_names_of_a_block_have_room_beside_its_rows():
    named = block("очень длинное название " * 30, (7, 3), (1, 1))
    part = Workbook(form(table(named))).part()
    rows = part.heights[7:]
    assert len(rows) == 3
    assert sum(rows) >= lines_of(named.rows[0].leads[0], 20, 8) * 8 * 1.15


def test_blocks_are_not_torn_between_pages():
    blocks = [block(f"Колледж {n}", *[(n, 0)] * 12) for n in range(20)]
    part = Workbook(form(table(block(None, *[(9, 0)] * 12), *blocks))).part()
    breaks = [int(each.attrib["id"]) for each in part.all("brk")]
    assert breaks
    assert {(line - 7) % 13 for line in breaks} == {0}
    page = 842 / 595 * sum(part.widths) * UNIT
    pages = [sum(part.heights[a:b]) for a, b in zip([7, *breaks], breaks, strict=False)]
    assert all(page / 4 < high < page for high in pages)


def test_lines_break_where_a_page_ends():
    part = Workbook(form(lines(*[(f"К{n}", (1, 1)) for n in range(200)]))).part()
    assert part.all("brk") == []


def test_what_heads_a_wide_sheet_stands_in_two_halves():
    columns = tuple(Heading(f"{n:02}", "Графа", width=8) for n in range(4, 24))
    about = tuple((f"Имя {n}", f"Значение {n}") for n in range(5))
    filled = table(block(None, tuple(range(20))), columns=columns)
    rows = Workbook(form(filled, lines=about)).rows()
    told = [[each for each in row if each] for row in rows[1:4]]
    assert told == [
        ["Имя 0", "Значение 0", "Имя 1", "Значение 1"],
        ["Имя 2", "Значение 2", "Имя 3", "Значение 3"],
        ["Имя 4", "Значение 4"],
    ]


@pytest.mark.parametrize("code", ["A", "C", "INDUSTRY", "OPK"])
def test_the_headings_of_the_official_forms_have_room(code: str):
    """A letter takes half the size of its type, a line 1.15 of it: less would be cut off."""
    for each in shipped(code, day=date(2026, 11, 20)).tables:
        columns = tuple(
            Heading(c.number, c.heading, c.groups, c.width, c.kind == "measures")
            for c in each.columns
        )
        leads = tuple(
            Heading(lead.number, lead.heading, (), lead.width, True) for lead in each.leads
        )
        part = Workbook(form(table(columns=columns, leads=leads))).part()
        top = next(n for n, high in enumerate(part.heights) if high < 8) + 1
        high = part.heights[top + max(len(c.groups) for c in columns)]
        assert high <= 200
        for heading, width in zip((*leads, *columns), part.widths, strict=False):
            across, along = sorted([width * UNIT, high])
            rows = int((across - 2) / (8 * 1.15))
            assert rows * (along - 3) >= len(heading.heading) * 8 * 0.46, heading.heading
