"""Rows as they were sent: their cells under their headings, the wrong ones marked."""

from __future__ import annotations

from typing import Any

import pytest

from api.pages.sent_sheet import Cell, Sheet, place_of

COLUMNS = [{"column": "A", "heading": "ФИО"}, {"column": "C", "heading": "Дата"}]


def sheet(*rows: dict[str, Any]) -> Sheet:
    return Sheet({"columns": COLUMNS, "rows": rows})


def problem(column: str | None, detail: str) -> dict[str, Any]:
    return {"column": column, "detail": detail}


@pytest.mark.parametrize(("letters", "place"), [("A", 0), ("Z", 25), ("AA", 26), ("BC", 54)])
def test_a_column_stands_where_its_letters_say(letters: str, place: int):
    assert place_of(letters) == place


def test_cells_stand_under_their_headings_and_the_first_problem_marks_one():
    sent = sheet({"row": 3, "cells": ["Котов", "лишнее", "вчера"]})
    wrong = [problem("Дата", "Это не дата."), problem("Дата", "Второе."), problem(None, "Строка.")]
    assert sent.cells(3, wrong) == [Cell("Котов", ""), Cell("вчера", "Это не дата.")]


def test_a_short_row_has_empty_cells_and_a_row_that_was_not_sent_none():
    sent = sheet({"row": 3, "cells": ["Котов"]})
    assert sent.cells(3, []) == [Cell("Котов", ""), Cell("", "")]
    assert sent.cells(4, []) == []
    assert sent.cells(None, []) == []
    assert sheet().headings == []
