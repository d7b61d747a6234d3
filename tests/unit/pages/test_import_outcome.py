"""The problems of a list by its rows, a page at a time."""

from __future__ import annotations

from typing import Any

import pytest

from api.pages.import_outcome import ROWS, by_row, rows_of_page


def told(row: int | None, code: str = "BAD_DATE") -> dict[str, Any]:
    return {"row": row, "column": "Дата", "code": code, "detail": code}


def test_problems_stand_by_their_rows_in_the_order_of_the_sheet():
    found = by_row([told(9), told(3), told(None), told(9, "CHANGED"), told(3)])
    assert [(one.row, len(one.problems)) for one in found] == [(None, 1), (3, 2), (9, 2)]


@pytest.mark.parametrize(
    ("page", "number", "first", "length"),
    [
        ("", 1, 0, ROWS),
        ("2", 2, ROWS, 50),
        ("0", 1, 0, ROWS),
        ("99", 2, ROWS, 50),
        ("²", 1, 0, ROWS),
    ],
)
def test_a_page_that_there_is_not_is_the_nearest(page: str, number: int, first: int, length: int):
    shown = rows_of_page([told(row) for row in range(ROWS + 50)], page)
    assert (shown.page, shown.pages, shown.told) == (number, 2, ROWS + 50)
    assert (shown.rows[0].row, len(shown.rows)) == (first, length)


def test_a_list_without_problems_is_one_empty_page():
    assert rows_of_page([], "") == ([], 1, 1, 0, [])
