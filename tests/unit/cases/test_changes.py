"""Ends, corrections and annulments: what they are judged by and what they leave (S3, S6-S8)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from marshrut.cases import contents, events
from marshrut.cases.case import Outcome
from marshrut.cases.contradictions import age_contradictions, contradictions
from tests.support.rulebook import (
    DIED,
    TODAY,
    TOMORROW,
    WORK,
    category,
    codes,
    confirmation,
    day,
    graduate,
    last_entry,
    refusal,
    refused,
    status,
    writing,
)


def test_a_death_known_late_lists_what_lies_after_it_and_gives_time_back():
    case = graduate(status(WORK, "2025-08-01"))
    work = last_entry(case)
    case.add(confirmation(day("2025-09-01")), writing())
    case.add(confirmation(day("2025-09-02")), writing())
    after = last_entry(case)
    outcome = case.add(DIED, writing())
    facts = next(w for w in outcome.warnings if w.code == "FACTS_AFTER_DEATH")
    assert facts.parameters == {"entries": str(after)}
    assert outcome.closed == (work,)
    assert case.history.state(day("2025-09-01")).open == ("DECEASED",)
    moved = {"effective_on": day("2025-10-01")}
    assert "FACTS_AFTER_DEATH" not in codes(case.correct(moved, writing(outcome.entry_id)).warnings)
    assert case.history.state(day("2025-09-30")).open == (WORK,)
    case.annul(writing(outcome.entry_id))
    assert case.history.state(day("2025-10-01")).open == (WORK,)


def test_ends_are_stated_once_and_corrected_after_that():
    case = graduate(status(WORK, "2025-08-01"), category("ORPHAN", "2025-01-01"))
    orphan, work = case.events[-1].entry_id, case.events[-2].entry_id
    early = refused(lambda: case.end_status(day("2025-07-31"), writing(work)))
    assert (early.code, early.findings[0].field) == ("DATE_ORDER", "ended_on")
    early = refused(lambda: case.end_category(day("2024-12-31"), writing(orphan)))
    assert (early.code, early.findings[0].field) == ("DATE_ORDER", "valid_to")
    case.end_status(day("2025-08-01"), writing(work))
    assert refused(lambda: case.end_status(TODAY, writing(work))).code == "ALREADY_ENDED"
    assert case.history.state(day("2025-08-01")).open == (WORK,)
    assert case.history.state(day("2025-08-02")).open == ()
    case.correct({"ended_on": None}, writing(work))
    assert case.history.state(TODAY).open == (WORK,)
    case.end_category(day("2025-01-01"), writing(orphan))
    assert case.history.state(day("2025-01-02")).categories == ("UNDECIDED_TRACK",)
    assert refused(lambda: case.end_status(TODAY, writing(orphan))).code == "NOT_FOUND"


def test_a_death_has_no_end():
    case = graduate(DIED)
    assert refused(lambda: case.end_status(TODAY, writing(last_entry(case)))).code == "INVALID"
    ended = {"ended_on": TODAY}
    assert refused(lambda: case.correct(ended, writing(last_entry(case)))).code == "INVALID"


def test_a_correction_is_judged_as_a_new_write_without_the_old():
    case = graduate(status("NO_DEMAND", "2025-08-01"), status(WORK, "2025-09-01"))
    work = last_entry(case)
    assert case.correct({"effective_on": day("2025-09-02")}, writing(work)).closed
    future = {"effective_on": TOMORROW}
    assert refused(lambda: case.correct(future, writing(work))).code == "FUTURE_ACTUAL"
    search = {"status_code": "NO_MOTIVATION", "effective_on": day("2025-09-02")}
    assert case.correct(search, writing(work)).closed == (case.events[2].entry_id,)
    back = {"status_code": WORK}
    assert refused(lambda: case.correct(back, writing(work))).code == "MISSING_ATTRIBUTE"
    study = {"attributes": {"education_form": "FULL_TIME"}, "status_code": "CONTINUING_EDUCATION"}
    case.correct(study, writing(work))
    case.add(status("MILITARY_CONSCRIPT", "2025-10-01"), writing())
    assert case.history.state(TODAY).open == ("MILITARY_CONSCRIPT",)
    case.correct({"attributes": {"education_form": "PART_TIME"}}, writing(work))
    assert case.history.state(TODAY).open == ("CONTINUING_EDUCATION", "MILITARY_CONSCRIPT")


def test_what_takes_nothing_more():
    case = graduate(status(WORK, "2025-08-01"))
    work, opening = last_entry(case), UUID(int=1)
    acts: list[Callable[[UUID], Outcome]] = [
        lambda entry: case.annul(writing(entry)),
        lambda entry: case.correct({"ended_on": TODAY}, writing(entry)),
    ]
    case.annul(writing(work))
    for act in acts:
        assert refused(lambda act=act: act(work)).code == "ENTRY_ANNULLED"
        assert refused(lambda act=act: act(opening)).code == "OPENING_ENTRY"
        assert refused(lambda act=act: act(UUID(int=5))).code == "NOT_FOUND"
    erasure = contents.Erasure(act_number="1", effective_on=TODAY)
    case.add(erasure, writing())
    assert refusal(case, confirmation(TODAY)) == "KEY_ERASED"


def test_annulments_leave_contradictions_and_say_so():
    case = graduate(status("CONTINUING_EDUCATION", "2025-09-01"))
    warnings = case.annul(writing(case.events[1].entry_id)).warnings
    expected = ("CONTRADICTION", {"codes": "BEFORE_GRADUATION, CONTINUING_EDUCATION"})
    assert [(w.code, w.parameters) for w in warnings] == [expected]
    assert case.history.lifecycle(TODAY) == "FINAL_YEAR"
    assert codes(contradictions(case.history)) == ["CONTRADICTION"]


def test_an_annulled_closer_leaves_those_that_it_kept_apart():
    case = graduate(
        status("FAMILY_CARE", "2025-07-01"),
        status(WORK, "2025-08-01", ended_on=day("2025-08-31")),
        status("MILITARY_CONSCRIPT", "2025-10-01"),
    )
    assert contradictions(case.history) == []
    assert case.history.state(day("2025-08-15")).open == (WORK,)
    case.annul(writing(case.events[3].entry_id))
    assert case.history.state(day("2025-08-15")).open == ("FAMILY_CARE",)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2011-08-01", []),
        ("2011-08-02", ["UNDERAGE_WORK"]),
        ("2025-08-02", ["DATE_ORDER"]),
    ],
)
def test_another_birth_date_may_leave_work_too_young(born: str, expected: list[str]):
    case = graduate(status(WORK, "2025-08-01"))
    found = age_contradictions(case.history, day(born))
    assert [(f.code, set(f.parameters["codes"].split(", "))) for f in found] == [
        ("CONTRADICTION", {WORK, code}) for code in expected
    ]


def test_every_decision_leaves_one_event_of_its_kind():
    case = graduate(status(WORK, "2025-08-01"), category("ORPHAN", "2025-01-01"))
    work, orphan = case.events[2].entry_id, case.events[3].entry_id
    case.end_status(day("2025-09-30"), writing(work))
    case.end_category(day("2025-09-30"), writing(orphan))
    case.correct({"ended_on": None}, writing(work))
    case.annul(writing(orphan))
    assert [type(event) for event in case.events] == [
        events.CaseOpened,
        events.Graduated,
        events.StatusRecorded,
        events.CategoryAdded,
        events.StatusEnded,
        events.CategoryEnded,
        events.EntryCorrected,
        events.EntryAnnulled,
    ]
    assert [event.originator_version for event in case.events] == list(range(1, 9))
