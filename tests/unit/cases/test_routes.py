"""The course of a step: its moves in order, its states day by day, its expiry (semantics S9)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from marshrut.cases.casework import Step, Transition
from marshrut.cases.routes import StepCourse, course_of, courses
from tests.support.rulebook import (
    WORK,
    entries,
    graduate,
    move,
    record,
    refused,
    status,
    step,
    told,
    writing,
)

FIRST = UUID(int=20)
OTHER = UUID(int=21)
OFFERED = {"outcome": "OFFER"}


def course(first: Step, *moves: Transition, annulled: tuple[int, ...] = ()) -> StepCourse:
    """The step at version 1 and its transitions after it; ``annulled`` are versions."""
    own, *others = entries(first, *moves, annulled=annulled)
    return course_of(own, others)


def states(found: StepCourse) -> list[str]:
    """Each run of days as ``first..end STATE``, the month left out; the end is exclusive."""
    days = [(s.period.start.day, s.period.end.day if s.period.end else "", s.state)
            for s in found.stretches]  # fmt: skip
    return [f"{start}..{end} {state}" for start, end, state in days]


def interview(day_of_july: int, state: str = "PLANNED", **fields: Any) -> Step:
    return step("INTERVIEW", f"2025-07-{day_of_july:02}", state, **fields)


def july(number: int) -> date:
    return date(2025, 7, number)


def to(state: str, day_of_july: int, **fields: Any) -> Transition:
    return move(FIRST, state, f"2025-07-{day_of_july:02}", **fields)


DUE = {"due_on": july(5)}


@pytest.mark.parametrize(
    ("first", "moves", "expected"),
    [
        (interview(3), [], ["3.. PLANNED"]),
        (interview(3, **DUE), [], ["3..6 PLANNED", "6.. EXPIRED"]),
        (interview(5, **DUE), [], ["5..6 PLANNED", "6.. EXPIRED"]),
        (interview(3, "IN_PROGRESS", **DUE), [], ["3..6 IN_PROGRESS", "6.. EXPIRED"]),
        (interview(3, **DUE), [to("DONE", 5)], ["3..5 PLANNED", "5.. DONE"]),
        (interview(3, **DUE), [to("DONE", 6)], ["3..6 PLANNED", "6.. DONE"]),
        (
            interview(3, **DUE),
            [to("DONE", 7)],
            ["3..6 PLANNED", "6..7 EXPIRED", "7.. DONE"],
        ),
        (
            interview(3, **DUE),
            [to("IN_PROGRESS", 8)],
            ["3..6 PLANNED", "6..8 EXPIRED", "8.. EXPIRED"],
        ),
        (
            interview(3, **DUE),
            [to("IN_PROGRESS", 8, due_on=july(9))],
            ["3..6 PLANNED", "6..8 EXPIRED", "8..10 IN_PROGRESS", "10.. EXPIRED"],
        ),
        (
            interview(3, **DUE),
            [to("PLANNED", 8, due_on=july(9))],
            ["3..6 PLANNED", "6..8 EXPIRED", "8..10 PLANNED", "10.. EXPIRED"],
        ),
        (
            interview(3, **DUE),
            [to("PLANNED", 8, due_on=july(9)), to("PLANNED", 5, due_on=july(20))],
            ["3..5 PLANNED", "5..8 PLANNED", "8..10 PLANNED", "10.. EXPIRED"],
        ),
        (
            interview(3, due_on=july(20)),
            [to("IN_PROGRESS", 4, due_on=july(4))],
            ["3..4 PLANNED", "4..5 IN_PROGRESS", "5.. EXPIRED"],
        ),
        (interview(3), [to("IN_PROGRESS", 4, **DUE)], ["3..4 PLANNED", "4..6 IN_PROGRESS",
                                                       "6.. EXPIRED"]),
        *[(interview(3, state, **DUE), [], [f"3.. {state}"])
          for state in ("DONE", "FAILED", "DECLINED", "CANCELLED")],
    ],
)  # fmt: skip
def test_an_open_step_expires_on_the_day_after_the_due_date_that_holds(
    first: Step, moves: list[Transition], expected: list[str]
):
    assert states(course(first, *moves)) == expected


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([to("IN_PROGRESS", 4), to("DONE", 6)], ["3..4 PLANNED", "4..6 IN_PROGRESS", "6.. DONE"]),
        ([to("DONE", 6), to("IN_PROGRESS", 4)], ["3..4 PLANNED", "4..6 IN_PROGRESS", "6.. DONE"]),
        ([to("IN_PROGRESS", 3)], ["3.. IN_PROGRESS"]),
        ([to("IN_PROGRESS", 4), to("DONE", 4)], ["3..4 PLANNED", "4.. DONE"]),
        ([to("DONE", 4), to("IN_PROGRESS", 4)], ["3..4 PLANNED", "4.. IN_PROGRESS"]),
        ([to("IN_PROGRESS", 3), to("FAILED", 3)], ["3.. FAILED"]),
    ],
)
def test_moves_go_by_day_and_within_a_day_by_version(moves: list[Transition], expected: list[str]):
    assert states(course(interview(3), *moves)) == expected


def test_a_move_sets_state_outcome_and_reason_and_hands_on_due_date_and_status():
    linked = UUID(int=5)
    found = course(
        interview(3, **DUE),
        to("IN_PROGRESS", 4, status_entry_id=linked),
        to("DONE", 5, outcome="REJECTED", reason_code="SALARY", due_on=july(9)),
    )
    fields = ("move_id", "state", "outcome", "reason_code", "due_on", "status_entry_id")
    assert [tuple(getattr(s, name) for name in fields) for s in found.stretches] == [
        (UUID(int=20), "PLANNED", None, None, july(5), None),
        (UUID(int=21), "IN_PROGRESS", None, None, july(5), linked),
        (UUID(int=22), "DONE", "REJECTED", "SALARY", july(9), linked),
    ]


def test_an_expired_stretch_names_the_move_that_ran_out():
    found = course(interview(3, **DUE), to("IN_PROGRESS", 4))
    last = found.on(july(6))
    assert last is not None
    assert (last.state, last.move_id, last.due_on) == ("EXPIRED", UUID(int=21), july(5))
    assert found.on(july(2)) is None
    assert [s.state for d in (3, 4, 5) if (s := found.on(july(d)))] == [
        "PLANNED", "IN_PROGRESS", "IN_PROGRESS",
    ]  # fmt: skip


def test_the_merged_step_has_what_its_moves_said_last():
    one, other = UUID(int=5), UUID(int=6)
    found = course(
        interview(3, attributes={"employer_name": "А", "employer_inn": "7707083893"}, **DUE),
        to("IN_PROGRESS", 4, status_entry_id=one, attributes={"employer_name": "Б"}),
        to("DONE", 5, status_entry_id=other, due_on=july(8), **OFFERED),
        to("DONE", 6, attributes={"employer_name": "В"}),
    )
    merged = found.merged
    assert merged.attributes == {"employer_name": "В", "employer_inn": "7707083893"}
    assert (merged.due_on, merged.status_entry_id) == (july(8), other)
    assert (merged.state, merged.effective_on, merged.outcome) == ("PLANNED", july(3), None)
    assert course(interview(3, **DUE, status_entry_id=one), to("DONE", 4)).merged == interview(
        3, **DUE, status_entry_id=one
    )


@pytest.mark.parametrize(
    ("first", "moves", "expected"),
    [
        (interview(3), [], []),
        (interview(3, "DONE"), [], []),
        (interview(3), [to("IN_PROGRESS", 4), to("CANCELLED", 4)], []),
        (interview(3), [to("PLANNED", 4)], [("PLANNED", "PLANNED")]),
        (interview(3), [to("DONE", 5), to("FAILED", 4)], [("FAILED", "DONE")]),
        (
            interview(3, "DONE"),
            [to("IN_PROGRESS", 4), to("PLANNED", 5)],
            [("DONE", "IN_PROGRESS"), ("IN_PROGRESS", "PLANNED")],
        ),
        (interview(3, "IN_PROGRESS"), [to("PLANNED", 2)], [("IN_PROGRESS", "PLANNED")]),
        (interview(3, **DUE), [to("DONE", 9)], []),
        (interview(3, **DUE), [to("PLANNED", 9, due_on=july(9))], []),
        (interview(3), [to("IN_PROGRESS", 4), to("IN_PROGRESS", 4, **DUE)], []),
        (interview(3, "DONE"), [to("DONE", 4, **DUE)], [("DONE", "DONE")]),
        (interview(3, "IN_PROGRESS"), [to("PLANNED", 4, **DUE)], [("IN_PROGRESS", "PLANNED")]),
    ],
)
def test_breaks_are_pairs_of_states_that_may_not_follow_each_other(
    first: Step, moves: list[Transition], expected: list[tuple[str, str]]
):
    assert list(course(first, *moves).breaks) == expected


def test_annulled_transitions_are_no_moves_and_those_of_other_steps_neither():
    moves = [to("IN_PROGRESS", 4, **DUE), to("DONE", 8), move(OTHER, "DONE", "2025-07-04")]
    found = course(interview(3), *moves, annulled=(2,))
    assert states(found) == ["3..8 PLANNED", "8.. DONE"]
    assert [move_id for move_id, _ in found.moves] == [FIRST, UUID(int=22)]
    assert states(course(interview(3), *moves, annulled=(2, 3))) == ["3.. PLANNED"]


def test_an_annulled_step_takes_its_transitions_with_it():
    second = step("REFERRAL", "2025-07-04")
    known = entries(interview(3), to("DONE", 5), second, annulled=(1,))
    assert [(c.entry_id, c.step, len(c.moves)) for c in courses(known)] == [
        (UUID(int=22), second, 1)
    ]


def test_a_correction_keeps_the_place_within_a_day():
    case = graduate()
    owner = record(case, interview(3))
    begun = record(case, move(owner, "IN_PROGRESS", "2025-07-05"))
    ended = record(case, move(owner, "DONE", "2025-07-07", **OFFERED))
    case.correct({"effective_on": "2025-07-07"}, writing(begun))
    found = case.history.step(owner)
    assert found is not None
    assert [move_id for move_id, _ in found.moves] == [owner, begun, ended]
    assert states(found) == ["3..7 PLANNED", "7.. DONE"]
    late = {"effective_on": "2025-07-08"}
    assert told(refused(lambda: case.correct(late, writing(begun))).findings) == [
        ("STEP_TRANSITION", "state", {"before": "DONE", "after": "IN_PROGRESS"})
    ]
    case.annul(writing(ended))
    case.correct(late, writing(begun))
    found = case.history.step(owner)
    assert found is not None
    assert states(found) == ["3..8 PLANNED", "8.. IN_PROGRESS"]


def test_nothing_is_left_of_a_step_that_was_annulled():
    case = graduate(status(WORK, "2025-07-01"))
    owner = record(case, interview(3))
    moved = record(case, move(owner, "IN_PROGRESS", "2025-07-05"))
    case.annul(writing(owner))
    assert (case.history.steps, case.history.step(owner)) == ([], None)
    late = {"effective_on": "2025-07-06"}
    gone = refused(lambda: case.correct(late, writing(moved)))
    assert told(gone.findings) == [("ENTRY_ANNULLED", None, {"entry_id": str(owner)})]
    case.annul(writing(moved))
    assert case.history.step(moved) is None
