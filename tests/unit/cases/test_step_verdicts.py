"""The course of a step as a whole: chains, late news, what a correction must leave legal (S9)."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.cases import contents
from tests.support.rulebook import move, record, refused, step, told, writing
from tests.support.workbook import (
    DAY,
    LATER,
    OFFER,
    STEP,
    Told,
    bad_link,
    out_of_order,
    ready,
    refusals,
)


def test_a_chain_of_steps_does_not_come_back():
    case = ready()
    second = record(case, step("REFERRAL", DAY, parent_step_id=STEP))
    third = record(case, step("HIRING_OUTCOME", DAY, parent_step_id=second))
    for parent in (STEP, second, third):
        circle = {"parent_step_id": str(parent)}
        back = refused(lambda circle=circle: case.correct(circle, writing(STEP)))
        assert told(back.findings) == [bad_link("parent_step_id", "steps")]
    case.correct({"parent_step_id": str(STEP)}, writing(third))
    case.correct({"parent_step_id": str(third)}, writing(second))
    back = refused(lambda: case.correct({"parent_step_id": str(second)}, writing(third)))
    assert told(back.findings) == [bad_link("parent_step_id", "steps")]


@pytest.mark.parametrize(
    ("given", "content", "pair"),
    [
        ([], move(STEP, "PLANNED", LATER), ("PLANNED", "PLANNED")),
        ([("DONE", LATER)], move(STEP, "IN_PROGRESS", LATER), ("DONE", "IN_PROGRESS")),
        ([("DONE", LATER)], move(STEP, "CANCELLED", DAY), ("CANCELLED", "DONE")),
        (
            [("IN_PROGRESS", LATER)],
            move(STEP, "IN_PROGRESS", DAY),
            ("IN_PROGRESS", "IN_PROGRESS"),
        ),
    ],
)
def test_late_news_of_a_step_is_judged_by_the_whole_sequence(
    given: list[tuple[str, str]], content: contents.Content, pair: tuple[str, str]
):
    moves = [move(STEP, s, d, **(OFFER if s == "DONE" else {})) for s, d in given]
    before, after = pair
    expected = ("STEP_TRANSITION", "state", {"before": before, "after": after})
    assert refusals(ready(*moves), content) == [expected]


def test_late_news_that_fits_in_between_is_taken():
    case = ready(move(STEP, "DONE", LATER, **OFFER), move(STEP, "IN_PROGRESS", LATER[:-1] + "7"))
    course = case.history.step(STEP)
    assert course is not None
    assert [m.state for _, m in course.moves] == ["PLANNED", "IN_PROGRESS", "DONE"]


def test_a_step_is_corrected_only_within_what_its_transitions_leave():
    case = ready(move(STEP, "IN_PROGRESS", LATER))
    last = record(case, move(STEP, "DONE", "2025-07-09", **OFFER))

    def wrong(**changes: Any) -> list[Told]:
        return told(refused(lambda: case.correct(changes, writing(STEP))).findings)

    assert wrong(effective_on="2025-07-10") == [
        ("STEP_TRANSITION", "state", {"before": "DONE", "after": "PLANNED"})
    ]
    assert wrong(effective_on="2025-07-09") == [
        ("STEP_TRANSITION", "state", {"before": "IN_PROGRESS", "after": "PLANNED"})
    ]
    assert wrong(state="CANCELLED") == [
        ("STEP_TRANSITION", "state", {"before": "CANCELLED", "after": "IN_PROGRESS"})
    ]
    case.correct({"effective_on": LATER}, writing(STEP))
    early = refused(lambda: case.correct({"effective_on": DAY}, writing(last)))
    assert told(early.findings) == [out_of_order("effective_on", DAY, LATER)]


def test_a_corrected_code_knows_the_outcomes_of_the_transitions():
    case = ready(move(STEP, "DONE", LATER, **OFFER))
    ended = case.events[-1].entry_id
    other = refused(lambda: case.correct({"step_code": "HIRING_OUTCOME"}, writing(STEP)))
    outcomes = "HIRED_IN_SPECIALTY, HIRED_OTHER, NOT_HIRED"
    assert told(other.findings) == [
        ("OUTCOME_NOT_ALLOWED", "outcome", {"step": "HIRING_OUTCOME", "outcomes": outcomes})
    ]
    case.correct({"step_code": "GIA_OFFER"}, writing(STEP))
    case.annul(writing(ended))
    case.correct({"step_code": "HIRING_OUTCOME"}, writing(STEP))
    assert [course.step.step_code for course in case.history.steps] == ["HIRING_OUTCOME"]


def test_a_corrected_code_asks_the_transitions_for_their_reason():
    case = ready()
    offered = record(case, step("RETRAINING_OFFER", DAY))
    record(case, move(offered, "DONE", LATER, outcome="DECLINED"))
    other = refused(lambda: case.correct({"step_code": "VACANCY_OFFERED"}, writing(offered)))
    assert told(other.findings) == [("REASON_REQUIRED", "reason", {"classifier": "risk_causes"})]
