"""The golden book of registries: those that categories, steps, measures and consents make."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marshrut.application import cases, corrections, risks, steps
from tests.support.office import Office
from tests.support.registry_book import REASON, Book


@pytest.fixture
def book(office: Office) -> Book:
    return Book(office)


def test_r05_limited_health_and_r06_orphans(book: Book) -> None:
    deaf, disabled, orphan, none = (book.open(number) for number in range(4))
    last = date(2026, 3, 31)
    told = book.category(deaf, "OVZ", date(2024, 9, 1), valid_to=last, nosology="HEARING")
    book.category(disabled, "DISABLED", date(2026, 1, 1))
    book.category(orphan, "ORPHAN", date(2024, 9, 1))
    book.category(none, "RELOCATED_REGION", date(2025, 9, 1))
    assert book.who("R05", date(2025, 12, 31)) == [deaf]
    assert book.who("R05", last) == [deaf, disabled]
    assert book.spell("R05", last) == [(date(2024, 9, 1), last), (date(2026, 1, 1), None)]
    assert book.rows("R05", last)[0].facts == {"nosology": "HEARING", "employed": False}
    assert book.rows("R05", last)[0].events == [told.position]
    assert book.who("R05", date(2026, 4, 1)) == [disabled]
    assert book.who("R06") == [orphan]
    book.status(orphan, "DECEASED", date(2026, 5, 10))
    assert book.spell("R06", date(2026, 5, 9)) == [(date(2024, 9, 1), date(2026, 5, 9))]
    assert book.who("R06", date(2026, 5, 10)) == []


def survey(book: Book, case: object, on: date, *, says: bool | None, outcome: str) -> object:
    said = {} if says is None else {"in_specialty": says}
    done = {"state": "DONE", "outcome": outcome, "attributes": said}
    return book.step(case, "INTENTION_SURVEY", on, **done)  # type: ignore[arg-type]


def test_r10_who_does_not_plan_to_work_in_the_specialty(book: Book) -> None:
    no, yes, planned, silent, marked, changed = (book.open(number) for number in range(6))
    survey(book, no, date(2025, 9, 1), says=True, outcome="COMPLETED")
    told = survey(book, no, date(2026, 3, 1), says=False, outcome="COMPLETED")
    survey(book, yes, date(2025, 9, 1), says=False, outcome="COMPLETED")
    survey(book, yes, date(2026, 3, 1), says=True, outcome="COMPLETED")
    book.step(planned, "INTENTION_SURVEY", date(2025, 9, 1), attributes={"in_specialty": False})
    survey(book, silent, date(2025, 9, 1), says=None, outcome="COMPLETED")
    for case in (marked, changed):
        book.category(case, "NOT_PLANNING_SPECIALTY", date(2025, 9, 1))
    survey(book, changed, date(2026, 3, 1), says=True, outcome="COMPLETED")
    assert book.who("R10", date(2026, 2, 28)) == [yes, marked, changed]
    assert book.who("R10", date(2026, 3, 1)) == [no, marked]
    assert book.spell("R10", date(2026, 2, 28))[0] == (date(2025, 9, 1), date(2026, 2, 28))
    row = book.rows("R10")[0]
    assert row.facts["surveyed_on"] == date(2026, 3, 1)
    assert told.position in row.events  # type: ignore[attr-defined]


def test_r10_the_event_that_brings_back_is_the_annulment(book: Book) -> None:
    case = book.open()
    marked = book.category(case, "NOT_PLANNING_SPECIALTY", date(2025, 9, 1))
    told: Any = survey(book, case, date(2026, 3, 1), says=True, outcome="COMPLETED")
    assert book.rows("R10", known=told.position - 1)[0].events == [marked.position]
    assert book.who("R10") == []
    annulled = book.do(case, cases.annul, told.entry_id, reason=REASON)
    row = book.rows("R10")[0]
    assert row.since == date(2025, 9, 1)
    assert row.events == [marked.position, annulled.position]


def test_r11_moved_to_another_region(book: Book) -> None:
    moved, stays = book.open(1), book.open(2)
    book.category(moved, "RELOCATED_REGION", date(2025, 9, 1), region="77")
    book.category(stays, "RELOCATED_REGION", date(2025, 9, 1), valid_to=date(2025, 12, 31))
    assert book.who("R11", date(2025, 12, 31)) == [moved, stays]
    assert book.who("R11") == [moved]
    none = {"transfer_state": None, "transfer_outcome": None, "coordinated_on": None}
    assert book.rows("R11")[0].facts == none
    step = book.step(moved, "REGION_TRANSFER", date(2025, 10, 1))
    accepted = {"state": "DONE", "outcome": "ACCEPTED", "effective_on": date(2026, 1, 15)}
    book.do(moved, steps.move_step, step.entry_id, **accepted)
    book.measure(moved, "INTERREGIONAL_COORDINATION", date(2026, 1, 10))
    assert book.rows("R11")[0].facts == {
        "transfer_state": "DONE",
        "transfer_outcome": "ACCEPTED",
        "coordinated_on": date(2026, 1, 10),
    }
    assert book.rows("R11", date(2026, 1, 9))[0].facts["transfer_state"] == "PLANNED"


def test_r12_schools_without_a_centre(book: Book) -> None:
    here, elsewhere, moves = book.open(1), book.open(2, organisation="B"), book.open(3)
    student = book.student(4)
    assert book.who("R12") == []
    closed = book.change_school("A", date(2026, 2, 1), has_centre=False)
    assert book.who("R12", date(2026, 1, 31)) == []
    assert book.who("R12") == [here, moves]
    assert student not in book.who("R12")
    assert elsewhere not in book.who("R12")
    assert book.rows("R12")[0].events == [closed.position]
    assert book.spell("R12") == [(date(2026, 2, 1), None)] * 2
    assert book.who("R12", known=closed.position - 1) == []
    book.change_school("A", date(2026, 5, 1), has_centre=True)
    assert book.spell("R12", date(2026, 4, 1))[0] == (date(2026, 2, 1), date(2026, 4, 30))
    assert book.who("R12") == []
    book.change_school("B", date(2025, 7, 1), centre_kind="RESPONSIBLE_PERSON")
    assert book.who("R12") == [elsewhere]


def test_r14_r15_r17_categories(book: Book) -> None:
    first, second, third = (book.open(number) for number in range(3))
    book.category(first, "PROFESSIONALITET", date(2024, 9, 1))
    book.work(first, date(2025, 9, 1))
    book.category(second, "ABILYMPICS_WINNER", date(2025, 4, 1))
    book.category(third, "ABILYMPICS_PARTICIPANT", date(2025, 4, 1))
    foreign = book.open(4, citizenship="KZ", snils=None)
    assert book.who("R14") == [first]
    assert book.rows("R14")[0].facts == {"employed": True, "in_specialty": True}
    assert book.rows("R14", date(2025, 8, 31))[0].facts["in_specialty"] is False
    assert book.who("R15") == [second, third]
    assert [row.facts["winner"] for row in book.rows("R15")] == [True, False]
    assert book.who("R17") == [foreign]


def test_r23_professions_without_vacancies(book: Book) -> None:
    idle, works, other = book.open(1), book.open(2), book.open(3)
    elsewhere = book.open(4, organisation="C")
    welder = book.open(5, passport={"programme_code": "15.01.05"})
    book.work(works, date(2025, 9, 1), date(2026, 4, 30))
    book.work(other, date(2026, 3, 1))
    before = book.point().known
    said = {"title": "Перечень", "programme_codes": ["15.02.16", "09.02.07"]}
    listed = book.keep("NO_VACANCY_LIST", date(2026, 2, 1), said)
    assert book.who("R23") == [idle, works]
    assert book.who("R23", date(2026, 2, 15)) == [idle, other]
    assert book.who("R23", known=before) == []
    assert book.who("R23", date(2026, 1, 31)) == []
    assert not {elsewhere, welder} & set(book.who("R23"))
    assert book.rows("R23")[0].events == [listed.position]
    assert book.spell("R23") == [(date(2026, 2, 1), None), (date(2026, 5, 1), None)]
    ended = book.move(listed, date(2026, 5, 20), "ENDED")
    assert book.who("R23") == []
    assert book.spell("R23", date(2026, 5, 19))[0] == (date(2026, 2, 1), date(2026, 5, 19))
    assert book.who("R23", known=ended.position - 1) == [idle, works]


def test_r16_minors_until_their_birthday(book: Book) -> None:
    young, grown = book.open(1, birth_date=date(2007, 9, 10)), book.open(2)
    opened = book.point().known - 1
    book.work(young, date(2025, 9, 1))
    assert book.who("R16", date(2025, 9, 9)) == [young]
    assert grown not in book.who("R16", date(2025, 9, 9))
    row = book.rows("R16", date(2025, 9, 9))[0]
    assert (row.until, row.facts["employed"]) == (date(2025, 9, 9), True)
    assert all(position <= opened for position in row.events)
    assert book.who("R16", date(2025, 9, 10)) == []


def test_r18_the_bank_of_graduates(book: Book) -> None:
    banked, no_consent, working, withdrawn = (book.open(number) for number in range(4))
    included = {"state": "DONE", "outcome": "INCLUDED"}
    day = date(2025, 10, 1)
    given = {case: book.consent(case, date(2025, 9, 1)) for case in (banked, working, withdrawn)}
    book.consent(no_consent, date(2025, 9, 1), valid_until=date(2025, 12, 31))
    put = {
        case: book.step(case, "GRADUATE_BANK", day, **included)
        for case in (banked, no_consent, working, withdrawn)
    }
    book.work(working, date(2026, 2, 1))
    book.work(banked, date(2026, 2, 1), in_specialty=False)
    out = {"outcome": "WITHDRAWN"}
    annulled = book.do(withdrawn, corrections.correct, put[withdrawn].entry_id, reason="ошибка",
                       changes=out)  # fmt: skip
    assert book.who("R18", date(2025, 9, 30)) == []
    assert book.who("R18", day) == [banked, no_consent, working]
    assert book.who("R18", day, annulled.position - 1)[-1] == withdrawn
    assert book.who("R18", date(2025, 12, 31)) == [banked, no_consent, working]
    assert book.spell("R18", day)[1:] == [(day, date(2025, 12, 31)), (day, date(2026, 1, 31))]
    assert book.who("R18") == [banked]
    row = book.rows("R18")[0]
    assert row.events == [given[banked].position, put[banked].position]
    facts = {"consented_on": date(2025, 9, 1), "banked_on": day, "employed": True}
    assert row.facts == facts


def test_r20_the_list_by_name_and_r21_the_groups(book: Book) -> None:
    orphan, idle, student, doubtful = book.open(1), book.open(2), book.student(3), book.student(4)
    book.category(orphan, "ORPHAN", date(2024, 9, 1))
    book.category(orphan, "OVZ", date(2024, 9, 1), nosology="VISION")
    for case in (orphan, student):
        book.work(case, date(2025, 9, 1))
    book.status(doubtful, "F_AT_RISK", date(2026, 2, 1))
    book.do(idle, risks.add_risk_cause, risk_cause="SALARY", effective_on=date(2026, 3, 1))
    assert book.who("R20") == [orphan, idle, doubtful]
    grounds = [row.facts["grounds"] for row in book.rows("R20")]
    assert grounds == [["ORPHAN", "OVZ"], ["AT_RISK"], ["AT_RISK"]]
    assert book.who("R20", date(2026, 1, 31)) == [orphan, idle]
    assert book.who("R21") == [orphan, idle]
    assert [(row.facts["groups"], row.facts["causes"]) for row in book.rows("R21")] == [
        (["RG_DISABLED_OVZ", "RG_ORPHAN"], []),
        (["RG_AT_RISK"], ["SALARY"]),
    ]
    assert book.rows("R21", date(2026, 2, 28))[1].facts["causes"] == []


def test_r01_tells_causes_contacts_steps_and_measures(book: Book) -> None:
    case = book.open()
    book.do(case, risks.add_risk_cause, risk_cause="LOCATION", effective_on=date(2026, 3, 1))
    contact = {"state": "DONE", "outcome": "REACHED", "attributes": {"channel": "PHONE"}}
    book.step(case, "CONTACT_FOLLOWUP", date(2026, 4, 2), **contact)
    book.step(case, "JOB_SELECTION", date(2026, 4, 3), due_on=date(2026, 4, 10))
    book.step(case, "INTERVIEW", date(2026, 4, 4))
    book.measure(case, "RESUME", date(2026, 4, 5))
    book.measure(case, "HOTLINE", date(2026, 5, 5), result="NO_SHOW")
    assert book.rows("R01")[0].facts == {
        "causes": ["LOCATION"],
        "last_contact_on": date(2026, 4, 2),
        "open_steps": ["INTERVIEW", "JOB_SELECTION"],
        "last_measure": "RESUME",
        "last_measure_on": date(2026, 4, 5),
    }
    assert book.rows("R01", date(2026, 2, 1))[0].facts == {
        "causes": [],
        "last_contact_on": None,
        "open_steps": [],
        "last_measure": None,
        "last_measure_on": None,
    }


def test_r22_the_list_for_a_deferral(book: Book) -> None:
    granted, waiting, cancelled = (book.open(number) for number in range(3))
    put = {case: book.step(case, "OPK_DEFERRAL", date(2025, 9, 1)) for case in (granted, cancelled)}
    book.step(waiting, "OPK_DEFERRAL", date(2025, 9, 1), due_on=date(2025, 12, 1))
    done = {"state": "DONE", "outcome": "GRANTED", "effective_on": date(2026, 1, 10)}
    book.do(granted, steps.move_step, put[granted].entry_id, **done)
    away = {"state": "CANCELLED", "effective_on": date(2026, 1, 10)}
    book.do(cancelled, steps.move_step, put[cancelled].entry_id, **away)
    assert book.who("R22", date(2026, 1, 9)) == [granted, waiting, cancelled]
    assert book.who("R22") == [granted, waiting]
    decided = [(row.facts["step_state"], row.facts["decision"]) for row in book.rows("R22")]
    assert decided == [("DONE", "GRANTED"), ("EXPIRED", None)]
    ended = (date(2025, 9, 1), date(2026, 1, 9))
    assert book.spell("R22", date(2026, 1, 9))[2] == ended


def test_r28_portfolios_go_where_consent_is(book: Book) -> None:
    shown, kept, declined = (book.open(number) for number in range(3))
    day = date(2026, 3, 1)
    for case in (shown, kept):
        book.measure(case, "PORTFOLIO", day)
    book.measure(declined, "PORTFOLIO", day, result="DECLINED_BY_GRADUATE")
    for case in (shown, declined):
        book.consent(case, date(2025, 9, 1))
    book.consent(kept, date(2025, 9, 1), consent_kind="PHOTO_MEDIA")
    assert book.who("R28", date(2026, 2, 28)) == []
    assert book.who("R28", day) == [shown]
    assert book.rows("R28")[0].facts == {"portfolio_on": day}
    assert book.rows("R28")[0].since == day


def test_r33_temporary_jobs_of_students(book: Book) -> None:
    student, day_job, advised, graduate = (
        book.student(1), book.student(2), book.student(3), book.open(4),
    )  # fmt: skip
    first, last = date(2026, 5, 10), date(2026, 5, 31)
    job = book.measure(student, "TEMPORARY_JOB", first, period_end=last)
    book.measure(day_job, "TEMPORARY_JOB", first)
    only = {"attributes": {"consultation_only": True}}
    book.measure(advised, "TEMPORARY_JOB", first, period_end=last, **only)
    book.measure(graduate, "TEMPORARY_JOB", first, period_end=last)
    assert book.who("R33", date(2026, 5, 9)) == []
    assert book.who("R33", first) == [student, day_job]
    assert book.spell("R33", first) == [(first, last), (first, first)]
    row = book.rows("R33", last)[0]
    assert (row.facts, row.days) == ({"job_from": first, "job_to": last}, 22)
    assert row.events == [job.position]
    assert book.who("R33") == []


def test_a_registry_keeps_to_the_bounds_and_filters_of_the_question(book: Book) -> None:
    here, there = book.open(1), book.open(2, organisation="C")
    assert book.who("R01") == [here, there]
    assert book.who("R01", organisation="C") == [there]
    assert book.who("R01", graduation_year=2024) == []
    assert book.who("R01", known=0) == []


def test_a_student_who_is_transferred_stays_in_the_registry(book: Book) -> None:
    student = book.student()
    moved = {"kind": "TRANSFERRED", "to_organisation": "B", "effective_on": date(2026, 3, 1)}
    book.do(student, cases.move, **moved)
    assert book.who("R19", organisation="A") == []
    assert book.who("R19", organisation="B") == [student]
    assert book.spell("R19", organisation="B") == [(date(2025, 9, 1), None)]
    assert book.who("R19", date(2026, 2, 28), organisation="A") == [student]
