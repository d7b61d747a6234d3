"""Deadlines expanded into days: each recurrence, its bounds, months of all lengths."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marshrut.programmes.schedule import Recurrence, Schedule, Window, occurrences


def days(recurrence: Recurrence, *, until: date = date(2024, 12, 31), **fields: Any) -> list[str]:
    schedule = Schedule(recurrence=recurrence, **fields)
    found = occurrences(schedule, valid_from=date(2024, 1, 1), valid_to=until)
    return [one.due_on.isoformat() for one in found]


def test_once_is_on_the_days_named_in_their_order():
    found = days(Recurrence.NONE, days=(date(2024, 10, 31), date(2024, 6, 30)))
    assert found == ["2024-06-30", "2024-10-31"]


def test_every_year_of_the_validity_has_its_days():
    found = days(Recurrence.ANNUAL, yearly=("02-29", "12-15"), until=date(2026, 3, 1))
    assert found == ["2024-02-29", "2024-12-15", "2025-02-28", "2025-12-15", "2026-02-28"]


def test_quarters_end_with_their_months_unless_days_are_named():
    assert days(Recurrence.QUARTERLY) == ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]
    named = days(Recurrence.QUARTERLY, yearly=("01-01", "04-01"), first=date(2024, 2, 1))
    assert named == ["2024-04-01"]


def test_months_end_with_their_last_day_or_have_one_of_their_own():
    assert days(Recurrence.MONTHLY)[:2] == ["2024-01-31", "2024-02-29"]
    assert days(Recurrence.MONTHLY, day_of_month=30)[1] == "2024-02-29"
    assert len(days(Recurrence.MONTHLY, day_of_month=1)) == 12


def test_twice_a_month_is_in_the_middle_and_at_the_end():
    found = days(Recurrence.TWICE_MONTHLY, first=date(2024, 7, 1), last=date(2024, 8, 20))
    assert found == ["2024-07-15", "2024-07-31", "2024-08-15"]


@pytest.mark.parametrize(
    "recurrence", [Recurrence.CONTINUOUS, Recurrence.ON_REQUEST, Recurrence.BY_SCHEDULE]
)
def test_what_has_no_days_is_never_due(recurrence: Recurrence):
    assert days(recurrence) == []


def test_a_schedule_given_later_has_its_days():
    assert days(Recurrence.BY_SCHEDULE, days=(date(2024, 5, 5),)) == ["2024-05-05"]


def test_a_window_opens_the_occurrence_that_closes_with_it():
    window = Window(opens_on=date(2024, 9, 1), closes_on=date(2024, 12, 31), cohort=2023)
    schedule = Schedule(days=(date(2024, 12, 31), date(2025, 6, 30)), windows=(window,))
    first, second = occurrences(schedule, valid_from=date(2024, 1, 1), valid_to=date(2025, 12, 31))
    assert (first.opens_on, first.cohort) == (date(2024, 9, 1), 2023)
    assert (second.opens_on, second.cohort) == (None, None)


def test_a_yearly_window_may_begin_in_the_year_before():
    schedule = Schedule(
        recurrence=Recurrence.ANNUAL, yearly=("06-30", "11-30"), opens_yearly="10-01"
    )
    found = occurrences(schedule, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    assert [one.opens_on for one in found] == [date(2024, 10, 1), date(2025, 10, 1)]
