"""The golden book of registries: those that statuses and forecasts make (domain 8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marshrut.application import cases, steps
from tests.support.office import GRADUATED, Office
from tests.support.registry_book import REASON, Book

ONE_DAY = timedelta(days=1)
LEAVE = {"attributes": {"expected_end_on": "2026-08-30"}}


@pytest.fixture
def book(office: Office) -> Book:
    return Book(office)


def test_r01_at_risk(book: Book) -> None:
    idle, left, sick = (book.open(number) for number in range(3))
    job = book.work(left, date(2025, 9, 1), date(2026, 1, 31))
    book.category(sick, "DISABLED", date(2025, 12, 1))
    student = book.student(4)
    day = date(2026, 2, 1)
    assert book.who("R01", day) == [idle, left]
    assert book.spell("R01", day) == [(GRADUATED, None), (day, None)]
    assert book.who("R01", day - ONE_DAY) == [idle]
    assert book.who("R01", date(2025, 11, 30)) == [idle, sick]
    assert book.who("R01", date(2025, 6, 29)) == []
    assert book.spell("R01", date(2025, 8, 31))[1] == (GRADUATED, date(2025, 8, 31))
    assert student not in book.who("R01")
    assert job.position in book.rows("R01", day)[1].events
    book.do(idle, cases.close, effective_on=date(2026, 3, 1))
    assert book.who("R01", date(2026, 2, 28)) == [idle, left]
    assert book.who("R01", date(2026, 3, 1)) == [left]


def test_r02_conscripts_come_back(book: Book) -> None:
    soldier, sailor, back = (book.open(number) for number in range(3))
    served = book.status(soldier, "MILITARY_CONSCRIPT", date(2025, 8, 1))
    book.status(sailor, "MILITARY_CONTRACT", date(2025, 8, 1))
    book.status(back, "MILITARY_CONSCRIPT", date(2025, 8, 1), ended_on=date(2026, 4, 30))
    first = date(2026, 7, 31) - 90 * ONE_DAY
    assert book.who("R02", first - ONE_DAY) == []
    assert book.who("R02", first) == [soldier]
    assert book.spell("R02", date(2026, 7, 31)) == [(first, None)]
    assert book.who("R02", date(2027, 1, 1)) == [soldier]
    assert book.who("R02", date(2026, 4, 30)) == [back]
    assert book.spell("R02", date(2026, 4, 30)) == [(date(2026, 1, 30), date(2026, 4, 30))]
    assert book.who("R02", date(2026, 6, 1), days=59) == []
    assert book.rows("R02")[0].events == [served.position]
    facts = book.rows("R02")[0].facts
    assert facts == {"term_on": date(2026, 7, 31), "term_confirmed": False}
    found = {"state": "DONE", "outcome": "CHANGED", "attributes": {"expected_end_on": "2026-11-01"}}
    check = book.step(soldier, "SERVICE_TERM_CHECK", date(2026, 5, 20), **found)
    assert book.who("R02") == []
    assert book.who("R02", date(2026, 5, 19)) == [soldier]
    assert book.spell("R02", date(2026, 5, 19)) == [(first, date(2026, 5, 19))]
    later = book.rows("R02", date(2026, 8, 3))[0]
    assert (later.since, later.facts["term_confirmed"]) == (date(2026, 8, 3), True)
    assert check.position in later.events


def test_r02_a_check_that_names_no_term_confirms_the_one_expected(book: Book) -> None:
    soldier = book.open()
    book.status(soldier, "MILITARY_CONSCRIPT", date(2025, 8, 1))
    check = book.step(soldier, "SERVICE_TERM_CHECK", date(2026, 4, 1), due_on=date(2026, 4, 10))
    done = {"state": "DONE", "outcome": "CONFIRMED", "effective_on": date(2026, 4, 5)}
    book.do(soldier, steps.move_step, check.entry_id, **done)
    assert book.who("R02", date(2026, 5, 1)) == []
    facts = book.rows("R02", date(2026, 5, 2))[0].facts
    assert facts == {"term_on": date(2026, 7, 31), "term_confirmed": True}


def test_r03_returned_from_service(book: Book) -> None:
    back, still, before = (book.open(number) for number in range(3))
    book.status(back, "MILITARY_CONSCRIPT", date(2025, 7, 5), ended_on=date(2025, 10, 31))
    book.status(still, "MILITARY_CONSCRIPT", date(2025, 7, 5))
    book.status(before, "MILITARY_CONSCRIPT", date(2024, 5, 1), ended_on=date(2025, 4, 30))
    book.work(back, date(2026, 2, 1))
    assert book.who("R03", date(2025, 10, 31)) == []
    assert book.who("R03", date(2025, 11, 1)) == [back]
    assert book.spell("R03") == [(date(2025, 11, 1), date(2027, 10, 31))]
    assert book.rows("R03")[0].days == 213
    assert book.who("R03", date(2027, 10, 31)) == [back]
    assert book.who("R03", date(2027, 11, 1)) == []
    assert [row.facts["employed"] for row in book.rows("R03")] == [True]
    assert [row.facts["employed"] for row in book.rows("R03", date(2026, 1, 31))] == [False]


def test_r07_leaves_end_and_have_ended(book: Book) -> None:
    mother, returned, adopting = (book.open(number, sex="F") for number in range(3))
    book.status(mother, "PARENTAL_LEAVE", date(2025, 9, 1), **LEAVE)
    book.status(returned, "PARENTAL_LEAVE", date(2025, 9, 1), ended_on=date(2026, 2, 28))
    book.status(adopting, "ADOPTION_LEAVE", date(2025, 9, 1))
    first = date(2026, 8, 30) - 90 * ONE_DAY
    assert book.who("R07", first - ONE_DAY) == [returned]
    assert book.who("R07", first) == [mother, returned]
    assert book.spell("R07", first) == [(first, None), (date(2025, 11, 30), date(2028, 2, 29))]
    rows = book.rows("R07", first)
    assert [(row.facts["leave"], row.facts["returned"]) for row in rows] == [
        ("PARENTAL_LEAVE", False),
        (None, True),
    ]
    assert rows[0].facts["term_on"] == date(2026, 8, 30)


def test_r08_registered_with_the_employment_centre(book: Book) -> None:
    jobless, seeker, neither = (book.open(number) for number in range(3))
    book.status(jobless, "CZN_UNEMPLOYED", date(2025, 9, 1))
    book.status(seeker, "CZN_JOB_SEEKER", date(2025, 9, 1))
    book.status(seeker, "FAMILY_CARE", date(2025, 10, 1), attributes={"reason": "уход"})
    book.status(neither, "NO_DEMAND", date(2025, 9, 1))
    book.work(jobless, date(2026, 5, 1))
    assert book.who("R08", date(2025, 8, 31)) == []
    assert book.who("R08", date(2026, 4, 30)) == [jobless, seeker]
    assert book.spell("R08", date(2026, 4, 30))[0] == (date(2025, 9, 1), date(2026, 4, 30))
    columns = [row.facts for row in book.rows("R08", date(2026, 4, 30))]
    assert columns == [
        {"unemployed": True, "job_seeker": False},
        {"unemployed": False, "job_seeker": True},
    ]
    assert book.who("R08", date(2026, 5, 1)) == [seeker]


def test_r09_informal_work(book: Book) -> None:
    hidden, other = book.open(1), book.open(2)
    told = book.status(hidden, "INFORMAL", date(2025, 9, 1), ended_on=date(2025, 12, 31))
    book.status(other, "NO_MOTIVATION", date(2025, 9, 1), attributes={"reason": "нет"})
    assert book.who("R09", date(2025, 8, 31)) == []
    assert book.who("R09", date(2025, 9, 1)) == [hidden]
    assert book.spell("R09", date(2025, 9, 1)) == [(date(2025, 9, 1), date(2025, 12, 31))]
    assert book.who("R09", date(2026, 1, 1)) == []
    assert book.who("R09", date(2025, 9, 1), told.position - 1) == []
    assert book.rows("R09", date(2025, 10, 1))[0].events == [told.position]


def test_r19_students_without_a_track(book: Book) -> None:
    none, undecided, at_risk, decided = (book.student(number) for number in range(4))
    for case, code in ((undecided, "F_UNDECIDED"), (at_risk, "F_AT_RISK"), (decided, "F_EMPLOYED")):
        book.status(case, code, date(2026, 2, 1))
    graduate = book.open(5)
    assert book.who("R19") == [none, undecided, at_risk]
    assert graduate not in book.who("R19", lifecycle="any")
    assert book.who("R19", date(2026, 1, 31)) == [none, undecided, at_risk, decided]
    assert book.spell("R19", date(2026, 1, 31))[3] == (date(2025, 9, 1), date(2026, 1, 31))
    forecasts = [row.facts["forecast"] for row in book.rows("R19")]
    assert forecasts == [None, "F_UNDECIDED", "F_AT_RISK"]


def test_r34_all_open_cases(book: Book) -> None:
    graduate, student, closed, merged = book.open(1), book.student(2), book.open(3), book.open(4)
    book.measure(graduate, "RESUME", date(2026, 1, 10))
    book.measure(graduate, "PORTFOLIO", date(2026, 2, 10))
    book.measure(graduate, "RESUME", date(2026, 3, 10), result="NO_SHOW")
    book.do(closed, cases.close, effective_on=date(2026, 5, 1))
    book.do(merged, cases.merge, into_case_id=graduate, reason=REASON)
    dead = book.open(5)
    book.status(dead, "DECEASED", date(2026, 1, 1))
    assert book.who("R34") == [graduate, student, dead]
    everybody = [graduate, student, closed, merged, dead]
    assert book.who("R34", date(2026, 4, 30)) == everybody
    facts = book.rows("R34")[0].facts
    day = date(2026, 2, 10)
    assert facts == {"measures": 2, "last_measure": "PORTFOLIO", "last_measure_on": day}
    assert book.rows("R34", date(2026, 1, 9))[0].facts["measures"] == 0
