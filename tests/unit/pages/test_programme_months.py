"""Sheets of a calendar, and what is due on their days."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.pages.charts.months import months_between, weeks_of
from api.pages.programme_plan import dues_of, next_due, sheets_of, upcoming


def item(number: str, **states: str) -> dict[str, Any]:
    """An item that is due on days of March 2026, each written «d05»."""
    return {
        "number": number,
        "occurrences": [
            {"due_on": f"2026-03-{day[1:]}", "state": {"code": state}}
            for day, state in states.items()
        ],
    }


def test_weeks_begin_on_monday_and_have_no_days_of_other_months():
    weeks = weeks_of(date(2026, 2, 17))
    assert [len(week) for week in weeks] == [7, 7, 7, 7, 7]
    assert weeks[0] == [None] * 6 + [date(2026, 2, 1)]
    assert weeks[-1] == [*(date(2026, 2, day) for day in range(23, 29)), None]
    assert sum(day is not None for week in weeks for day in week) == 28


def test_months_follow_each_other_over_the_turn_of_a_year():
    found = list(months_between(date(2025, 11, 30), date(2026, 2, 1)))
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_a_day_shows_what_asks_for_most_attention():
    dues = dues_of([item("2", d05="DONE", d20="PLANNED"), item("1", d05="OVERDUE")])
    (sheet,) = sheets_of(dues, first=date(2026, 3, 1), last=date(2026, 3, 31))
    cells = {cell.day.day: cell for week in sheet.weeks for cell in week if cell}
    assert (cells[5].state, len(cells[5].dues)) == ("OVERDUE", 2)
    assert (cells[6].state, cells[6].dues) == (None, [])
    assert [(due.on.day, due.item["number"]) for due in sheet.dues] == [
        *((5, "2"), (5, "1")),
        (20, "2"),
    ]


def test_what_is_settled_is_neither_next_nor_upcoming():
    told = item("1", d05="DONE", d12="CANCELLED", d20="IN_PROGRESS", d31="PLANNED")
    assert next_due(told) == told["occurrences"][2]
    assert [due.on.day for due in upcoming(dues_of([told]), date(2026, 3, 1))] == [20, 31]
    assert next_due(item("1", d05="DONE")) is None
