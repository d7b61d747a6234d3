"""The course of a step as a whole: chains, late news, what a correction must leave legal (S9)."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.cases import contents
from tests.support.rulebook import (
    EMPLOYER,
    WORK,
    codes,
    graduate,
    move,
    record,
    refused,
    status,
    step,
    told,
    writing,
)
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


def worked(code: str = WORK, *, in_specialty: bool | None = True) -> contents.Status:
    named = {**EMPLOYER, "in_specialty": in_specialty} if code == WORK else {}
    return status(code, LATER, attributes=named)


HIRINGS: list[tuple[str, contents.Status, bool]] = [
    ("HIRED_IN_SPECIALTY", worked(), True),
    ("HIRED_IN_SPECIALTY", worked(in_specialty=None), True),
    ("HIRED_IN_SPECIALTY", worked(in_specialty=False), False),
    ("HIRED_OTHER", worked(in_specialty=False), True),
    ("HIRED_OTHER", worked(), False),
    ("HIRED_OTHER", worked("SELF_EMPLOYED_NPD"), True),
    ("HIRED_OTHER", worked("NO_DEMAND"), False),
    ("NOT_HIRED", worked("NO_DEMAND"), True),
    ("NOT_HIRED", worked(), False),
    ("NOT_HIRED", worked(in_specialty=False), False),
]


@pytest.mark.parametrize(("outcome", "known", "agrees"), HIRINGS)
def test_a_hiring_is_compared_with_the_status_that_it_is_linked_to(
    outcome: str, known: contents.Status, *, agrees: bool
):
    case = graduate()
    episode = record(case, known)
    linked = record(case, step("HIRING_OUTCOME", LATER, status_entry_id=episode))
    loose = record(case, step("HIRING_OUTCOME", LATER))
    ended = {"outcome": outcome, "attributes": {"employer_name": "ООО"}}
    named = {"outcomes": outcome, "status": known.status_code}
    expected = [] if agrees else [("OUTCOME_AGAINST_STATUS", None, named)]
    assert told(case.add(move(linked, "DONE", LATER, **ended), writing()).warnings) == expected
    alone = case.add(move(loose, "DONE", LATER, **ended), writing()).warnings
    assert set(codes(alone)) <= {"INCOMPLETE"}
