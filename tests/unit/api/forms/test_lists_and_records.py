"""A form as CSV and as JSON."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta, timezone
from io import StringIO

import pytest

from api.forms.files import MEDIA_TYPES, RENDERERS, render
from marshrut.forms.filled import Heading
from tests.support.filled_forms import block, form, lines, table, violation

FILLED = form(
    table(block(None, (7, 3), (0, 0)), block("=Колледж; «1»", (7, 3), (0, 0), key="SA-1")),
    lines(("а", (1, 72.7)), ("Всего", (1, None))),
)


def listed(filled) -> list[list[str]]:
    data = render(filled, renderer=1, format="csv")
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.reader(StringIO(text), delimiter=";"))


def recorded(filled):
    return json.loads(render(filled, renderer=1, format="json"))


def test_a_list_is_the_first_table_below_what_it_is_of():
    assert listed(FILLED) == [
        ["Субъект", "Самарская область"],
        ["По состоянию на", "20.11.2026"],
        [],
        ["01 Организация", "02 Строка", "03 Показатель", "04 Всего", "05 Заняты"],
        ["Всего", "01", "Показатель 1", "7", "3"],
        ["Всего", "02", "Показатель 2", "0", "0"],
        ["'=Колледж; «1»", "01", "Показатель 1", "7", "3"],
        ["'=Колледж; «1»", "02", "Показатель 2", "0", "0"],
    ]


def test_a_list_is_written_as_russian_spreadsheets_read():
    told = lines(("-а", (-1, 72.7)), ("б", (True, date(2026, 3, 1))), ("Всего", (0, None)))
    assert listed(form(told, lines=(("@x", "=1+1"),)))[:1] == [["'@x", "'=1+1"]]
    assert listed(form(told))[4:] == [
        ["'-а", "-1", "72,7"],
        ["б", "да", "01.03.2026"],
        ["Всего", "0", ""],
    ]


def test_a_heading_without_a_number_stands_alone():
    columns = (Heading("", "Всего"), Heading("2", "+1"))
    assert listed(form(lines(("Всего", (1, 1)), columns=columns)))[3][1:] == ["Всего", "2 +1"]


def test_a_record_holds_every_table():
    told = recorded(FILLED)
    assert {name: told[name] for name in ("form", "edition", "title")} == {
        "form": "T", "edition": 2, "title": "Занятость",
    }  # fmt: skip
    assert told["point"] == {
        "as_of": "2026-11-20", "known_position": 61234, "known_at": "2026-11-27T21:05:00Z",
    }  # fmt: skip
    assert told["lines"][0] == {"name": "Субъект", "text": "Самарская область"}
    assert told["method"][1] == {"name": "Гр. 04", "text": "все выпускники"}
    main, summary = told["tables"]
    assert main["columns"][1] == {"number": "05", "heading": "Заняты", "groups": ["Из них"]}
    assert main["leads"][0] == {"number": "01", "heading": "Организация"}
    assert main["checks"] == ["гр. 05 ≤ гр. 04", "стр. 02 ≤ стр. 01"]
    assert main["blocks"][1] == {
        "key": {"organisation": "SA-1"},
        "rows": [
            {
                "number": "01",
                "leads": ["=Колледж; «1»", "01", "Показатель 1"],
                "values": {"04": 7, "05": 3},
            },
            {
                "number": "02",
                "leads": ["=Колледж; «1»", "02", "Показатель 2"],
                "values": {"04": 0, "05": 0},
            },
        ],
    }
    assert (summary["layout"], summary["overlapping"], summary["note"]) == ("lines", False, None)
    assert summary["blocks"][1]["rows"][0]["values"] == {"04": 1, "05": None}


def test_a_record_tells_what_does_not_hold():
    filled = form(table(block(None, (2, 3)), violations=(violation("", "05", "04", place="01"),)))
    assert recorded(filled)["tables"][0]["violations"] == [
        {
            "check": "T1",
            "text": "гр. 05 ≤ гр. 04",
            "key": {},
            "place": "01",
            "left": 3,
            "right": 2,
            "across": "columns",
            "numbers": ["05", "04"],
        }
    ]


def test_a_moment_is_told_in_utc_and_may_be_unknown():
    moscow = datetime(2026, 11, 28, 0, 5, tzinfo=timezone(timedelta(hours=3)))
    told = render(form(table(block(None, (1, 1))), known_at=moscow), renderer=1, format="json")
    assert b'"known_at":"2026-11-27T21:05:00Z"' in told
    assert recorded(form(table(), known_at=None))["point"]["known_at"] is None


def test_figures_stand_in_the_order_of_their_columns():
    columns = tuple(Heading(number, "Графа") for number in ("10", "2", "1"))
    told = render(form(lines(("Всего", (1, 2, 3)), columns=columns)), renderer=1, format="json")
    assert b'"values":{"10":1,"2":2,"1":3}' in told


@pytest.mark.parametrize("name", ["xlsx", "csv", "json", "pdf"])
def test_every_format_has_its_media_type(name: str):
    assert name in RENDERERS[1]
    assert MEDIA_TYPES[name].partition("/")[0] in {"application", "text"}


@pytest.mark.parametrize(("renderer", "name"), [(1, "docx"), (0, "xlsx")])
def test_what_no_renderer_makes_is_not_made(renderer: int, name: str):
    with pytest.raises(KeyError):
        render(FILLED, renderer=renderer, format=name)
