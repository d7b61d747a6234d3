"""A contract through its states, and the category that it gives while in force (domain 7.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from marshrut.asof import Period
from marshrut.cases.casework import Contract, ContractChange
from marshrut.cases.contracts import (
    ContractCourse,
    contract_categories,
    contract_courses,
)
from marshrut.cases.entries import Entry
from tests.support.rulebook import (
    change,
    contract,
    day,
    entries,
    graduate,
    record,
    refused,
    told,
    writing,
)

FIRST = UUID(int=20)
BY_EMPLOYER = {"terminated_by": "EMPLOYER"}


def to(state: str, day_of_july: int, **fields: Any) -> ContractChange:
    return change(FIRST, state, f"2025-07-{day_of_july:02}", **fields)


def signed(day_of_july: int, state: str = "ACTIVE", **days: int) -> Contract:
    named = {name: day(f"2025-07-{number:02}") for name, number in days.items()}
    return contract(f"2025-07-{day_of_july:02}", state=state, **named)


def course(first: Contract, *changes: ContractChange) -> ContractCourse:
    return contract_courses(entries(first, *changes))[0]


def days(period: Period) -> str:
    return f"{period.start.day}..{period.end.day if period.end else ''}"


@pytest.mark.parametrize(
    ("changes", "states", "in_force"),
    [
        ([], ["3.. ACTIVE"], ["3.."]),
        ([to("FULFILLING", 5)], ["3..5 ACTIVE", "5.. FULFILLING"], ["3..5", "5.."]),
        ([to("FULFILLED", 5)], ["3..5 ACTIVE", "5.. FULFILLED"], ["3..5"]),
        ([to("TERMINATED", 5)], ["3..5 ACTIVE", "5.. TERMINATED"], ["3..5"]),
        ([to("DRAFT", 3), to("ACTIVE", 6)], ["3..6 DRAFT", "6.. ACTIVE"], ["6.."]),
        ([to("FULFILLED", 6), to("FULFILLING", 4)],
         ["3..4 ACTIVE", "4..6 FULFILLING", "6.. FULFILLED"], ["3..4", "4..6"]),
        ([to("TERMINATED", 5), to("ACTIVE", 7)],
         ["3..5 ACTIVE", "5..7 TERMINATED", "7.. ACTIVE"], ["3..5", "7.."]),
        ([to("TERMINATED", 5), to("ACTIVE", 5)], ["3..5 ACTIVE", "5.. ACTIVE"], ["3..5", "5.."]),
        ([to("TERMINATED", 3)], ["3.. TERMINATED"], []),
        ([to("TERMINATED", 2)], ["3.. TERMINATED"], []),
        ([to("FULFILLING", 2), to("FULFILLED", 5)],
         ["3..5 FULFILLING", "5.. FULFILLED"], ["3..5"]),
    ],
)  # fmt: skip
def test_changes_go_by_day_and_version_and_none_counts_before_the_signing(
    changes: list[ContractChange], states: list[str], in_force: list[str]
):
    found = course(signed(3), *changes)
    assert [f"{days(s.period)} {s.state}" for s in found.stretches] == states
    assert [days(period) for period in found.in_force] == in_force


@pytest.mark.parametrize(
    ("first", "changes", "expected"),
    [
        (signed(3, "DRAFT"), [], []),
        (signed(3, "FULFILLED"), [], []),
        (signed(3, "FULFILLING"), [], ["3.."]),
        (signed(3, valid_from=6), [], ["6.."]),
        (signed(3, valid_from=1), [], ["3.."]),
        (signed(3, valid_to=6), [], ["3..7"]),
        (signed(3, valid_from=6, valid_to=6), [], ["6..7"]),
        (signed(3, valid_from=1, valid_to=2), [], []),
        (signed(3, valid_from=6), [to("TERMINATED", 5)], []),
        (signed(3, valid_from=6), [to("TERMINATED", 6)], []),
        (signed(3, valid_from=6), [to("TERMINATED", 7)], ["6..7"]),
        (signed(3, valid_to=6), [to("FULFILLED", 7)], ["3..7"]),
        (signed(3, valid_to=6), [to("FULFILLING", 7)], ["3..7"]),
        (signed(3, valid_to=6), [to("FULFILLING", 6)], ["3..6", "6..7"]),
    ],
)
def test_a_contract_is_in_force_while_open_within_its_days(
    first: Contract, changes: list[ContractChange], expected: list[str]
):
    assert [days(period) for period in course(first, *changes).in_force] == expected


def test_the_state_of_a_day_and_who_ended_it():
    found = course(signed(3), to("TERMINATED", 5, **BY_EMPLOYER))
    told_days = [found.on(day(f"2025-07-0{number}")) for number in (2, 3, 4, 5)]
    assert [s and (s.state, s.terminated_by) for s in told_days] == [
        None, ("ACTIVE", None), ("ACTIVE", None), ("TERMINATED", "EMPLOYER"),
    ]  # fmt: skip


def test_annulled_changes_and_contracts_and_those_of_others_do_not_count():
    changes = [to("DRAFT", 4), to("FULFILLED", 6), change(UUID(int=21), "TERMINATED", "2025-07-05")]
    left = contract_courses(entries(signed(3), *changes, annulled=(2,)))[0]
    assert [days(period) for period in left.in_force] == ["3..6"]
    assert contract_courses(entries(signed(3), *changes, annulled=(1,))) == []
    assert list(contract_categories(entries(signed(3), *changes, annulled=(1,)))) == []


def test_each_kind_gives_its_category_and_both_may_be_had():
    dual = Entry(UUID(int=30), 9, contract("2025-07-05", kind="DUAL"))
    known = [*entries(signed(3), to("FULFILLED", 6)), dual]
    assert [(code, days(period)) for code, period in contract_categories(known)] == [
        ("TARGETED_CONTRACT", "3..6"), ("DUAL_CONTRACT", "5.."),
    ]  # fmt: skip


def test_the_category_follows_corrections_and_annulments():
    case = graduate()
    owner = record(case, contract("2025-07-03", valid_to=day("2025-07-20")))
    ended = record(case, change(owner, "TERMINATED", "2025-07-05", **BY_EMPLOYER))

    def had(number: int) -> bool:
        state = case.history.state(day(f"2025-07-{number:02}"))
        return "TARGETED_CONTRACT" in state.categories

    assert [had(d) for d in (2, 3, 4, 5)] == [False, True, True, False]
    case.correct({"effective_on": "2025-07-08"}, writing(ended))
    assert [had(d) for d in (7, 8)] == [True, False]
    case.correct({"signed_on": "2025-07-09"}, writing(owner))
    assert not any(had(d) for d in range(1, 31))
    case.annul(writing(ended))
    assert [had(d) for d in (8, 9, 20, 21)] == [False, True, True, False]
    case.correct({"contract_kind": "DUAL"}, writing(owner))
    assert not had(9)
    assert "DUAL_CONTRACT" in case.history.state(day("2025-07-09")).categories
    case.annul(writing(owner))
    assert "DUAL_CONTRACT" not in case.history.state(day("2025-07-09")).categories


def test_who_ended_it_is_corrected_together_with_the_state():
    case = graduate()
    owner = record(case, contract("2025-07-03"))
    moved = record(case, change(owner, "FULFILLED", "2025-07-05"))
    alone = refused(lambda: case.correct({"state": "TERMINATED"}, writing(moved)))
    parties = "EMPLOYER, GRADUATE, MUTUAL, POO"
    assert told(alone.findings) == [("REQUIRED", "terminated_by", {"expected": parties})]
    case.correct({"state": "TERMINATED", **BY_EMPLOYER}, writing(moved))
    alone = refused(lambda: case.correct({"state": "FULFILLED"}, writing(moved)))
    assert told(alone.findings) == [("INVALID", "terminated_by", {"expected": "null"})]
    case.correct({"state": "FULFILLED", "terminated_by": None}, writing(moved))
    assert [s.state for s in case.history.contracts[0].stretches] == ["ACTIVE", "FULFILLED"]


STATES = ("DRAFT", "ACTIVE", "FULFILLING", "FULFILLED", "TERMINATED")
FOLLOWING = {
    "DRAFT": {"ACTIVE", "TERMINATED"},
    "ACTIVE": {"FULFILLING", "FULFILLED", "TERMINATED"},
    "FULFILLING": {"FULFILLED", "TERMINATED"},
    "FULFILLED": set(),
    "TERMINATED": set(),
}


@pytest.mark.parametrize(("before", "after"), [(b, a) for b in STATES for a in STATES])
def test_a_contract_goes_only_where_its_states_lead(before: str, after: str):
    expected = [] if after in FOLLOWING[before] else [(before, after)]
    assert list(course(signed(3, before), to(after, 5)).breaks) == expected


def test_changes_and_corrections_are_judged_by_the_whole_sequence():
    case = graduate()
    owner = record(case, contract("2025-07-03"))
    ended = record(case, change(owner, "FULFILLED", "2025-07-08"))

    def broken(act: Callable[[], object]) -> tuple[str, str]:
        code, field, pair = told(refused(act).findings)[0]
        assert (code, field) == ("CONTRACT_TRANSITION", "state")
        return pair["before"], pair["after"]

    late = change(owner, "FULFILLING", "2025-07-08")
    assert broken(lambda: case.add(late, writing())) == ("FULFILLED", "FULFILLING")
    begun = record(case, change(owner, "FULFILLING", "2025-07-07"))
    draft = {"state": "DRAFT"}
    assert broken(lambda: case.correct(draft, writing(owner))) == ("DRAFT", "FULFILLING")
    moved = {"effective_on": "2025-07-09"}
    assert broken(lambda: case.correct(moved, writing(begun))) == ("FULFILLED", "FULFILLING")
    case.annul(writing(begun))
    case.annul(writing(ended))
    case.correct(draft, writing(owner))
    assert [s.state for s in case.history.contracts[0].stretches] == ["DRAFT"]
