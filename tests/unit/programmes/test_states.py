"""How items stand: planned, overdue, reported, cancelled; before the approval and after the end."""

from __future__ import annotations

from datetime import date

from marshrut.programmes.schedule import Recurrence, Schedule
from marshrut.programmes.states import ItemState, overdue
from tests.support.programme_acts import Story, item, plan

ONCE = Schedule(days=(date(2025, 6, 30), date(2025, 10, 31)))
LASTING = Schedule(recurrence=Recurrence.CONTINUOUS)


def story() -> Story:
    return Story(plan(item("1", schedule=ONCE), item("2", schedule=LASTING)))


def test_an_occurrence_is_overdue_from_the_day_after_its_due_day():
    told = story()
    told.approve()
    assert told.states("1", "06-30") == {"06-30": "PLANNED", "10-31": "PLANNED"}
    assert told.states("1", "07-01") == {"06-30": "OVERDUE", "10-31": "PLANNED"}
    assert told.item("1", "06-30").state is ItemState.PLANNED
    assert told.item("1", "07-01").state is ItemState.OVERDUE
    (late,) = overdue(told.item("1", "07-01"))
    assert late.late


def test_a_draft_is_never_overdue():
    assert set(story().states("1", "12-31").values()) == {"PLANNED"}


def test_what_was_due_before_the_approval_is_not_overdue_unless_asked_for():
    told = story()
    told.approve("07-15")
    assert told.states("1", "11-01") == {"06-30": "PLANNED", "10-31": "OVERDUE"}
    strict = told.states("1", "11-01", before_approval=True)
    assert strict == {"06-30": "OVERDUE", "10-31": "OVERDUE"}
    first, second = told.item("1", "11-01").occurrences
    assert (first.before_approval, second.before_approval) == (True, False)
    assert (first.late, second.late) == (False, True)


def test_on_the_day_of_the_approval_an_item_counts():
    told = story()
    told.approve("06-30")
    assert told.states("1", "07-01")["06-30"] == "OVERDUE"


def test_before_the_day_of_its_approval_a_programme_is_a_draft():
    told = story()
    told.approve("07-15")
    assert told.states("1", "07-14", before_approval=True)["06-30"] == "PLANNED"


def test_a_report_takes_the_occurrence_out_of_the_overdue():
    told = story()
    told.approve()
    told.report("1", "IN_PROGRESS", "06-15", "06-30")
    assert told.states("1", "07-05")["06-30"] == "IN_PROGRESS"
    told.report("1", "DONE", "07-10", "06-30")
    assert told.states("1", "07-09")["06-30"] == "IN_PROGRESS"
    assert told.states("1", "07-10")["06-30"] == "DONE"
    assert told.item("1", "07-10").occurrences[0].late
    assert told.item("1", "07-10").state is ItemState.IN_PROGRESS


def test_an_item_is_done_when_each_occurrence_is():
    told = story()
    told.approve()
    told.report("1", "DONE", "06-30", "06-30")
    told.report("1", "CANCELLED", "09-01", "10-31")
    assert told.item("1", "09-01").state is ItemState.DONE
    assert not told.item("1", "09-01").occurrences[0].late


def test_an_item_is_cancelled_when_each_occurrence_is():
    told = story()
    told.approve()
    told.report("1", "CANCELLED", "03-01", "06-30")
    told.report("1", "CANCELLED", "03-01", "10-31")
    assert told.item("1", "12-31").state is ItemState.CANCELLED


def test_an_item_without_due_days_stands_as_reported():
    told = story()
    told.approve()
    assert told.item("2", "12-31").state is ItemState.PLANNED
    told.report("2", "IN_PROGRESS", "02-01", None)
    told.report("2", "DONE", "12-01", None)
    assert told.item("2", "01-31").state is ItemState.PLANNED
    assert told.item("2", "02-01").state is ItemState.IN_PROGRESS
    assert told.item("2", "12-01").state is ItemState.DONE


def test_nothing_is_due_after_the_end():
    told = story()
    told.approve()
    told.close("07-01")
    assert told.states("1", "06-30") == {"06-30": "PLANNED", "10-31": "PLANNED"}
    assert told.states("1", "12-31") == {"06-30": "OVERDUE", "10-31": "CANCELLED"}


def test_upcoming_is_what_is_left_within_the_days():
    told = story()
    told.approve()
    first, second = date(2025, 6, 30), date(2025, 10, 31)

    def coming(on: str, days: int) -> list[date]:
        found = told.item("1", on).upcoming(date.fromisoformat(f"2025-{on}"), days=days)
        return [one.occurrence.due_on for one in found]

    assert coming("06-01", 28) == []
    assert coming("06-01", 29) == [first]
    assert coming("06-30", 0) == [first]
    assert coming("07-01", 365) == [second]
    told.report("1", "DONE", "06-20", "06-30")
    assert coming("06-20", 365) == [second]
