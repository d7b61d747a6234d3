"""The groups for individual work that a state of a case is in (domain 4.4-B; F026)."""

from __future__ import annotations

import pytest

from marshrut.cases.history import State
from marshrut.cases.risk_groups import risk_groups
from marshrut.classifiers import classifier
from tests.support.rulebook import category, day, graduate, status

CATEGORIES = {
    "DISABLED": "RG_DISABLED_OVZ",
    "DISABLED_CHILD": "RG_DISABLED_OVZ",
    "OVZ": "RG_DISABLED_OVZ",
    "ORPHAN": "RG_ORPHAN",
    "ARMY_RETURNEE": "RG_ARMY_RETURNEE",
    "PARENTAL_LEAVE_RETURNEE": "RG_PARENTAL_RETURNEE",
    "UNDECIDED_TRACK": "RG_UNDECIDED",
    "NOT_PLANNING_SPECIALTY": "RG_NOT_SPECIALTY",
}
STATUSES = {
    "INFORMAL": "RG_INFORMAL",
    "CZN_UNEMPLOYED": "RG_CZN",
    "CZN_JOB_SEEKER": "RG_CZN",
}


def groups(*, strict: bool = False, **held: tuple[str, ...]) -> list[str]:
    state = State(
        lifecycle="GRADUATED", organisation="A", programme_code="15.02.16", study_form="FULL_TIME",
        graduation_year=2025, at_risk_strict=strict, **held,
    )  # fmt: skip
    return risk_groups(state)


@pytest.mark.parametrize("code", classifier("categories").codes)
def test_a_category_makes_its_group_or_none(code: str):
    expected = CATEGORIES.get(code)
    assert groups(categories=(code,)) == ([expected] if expected else [])


@pytest.mark.parametrize("code", classifier("statuses").codes)
def test_an_open_status_makes_its_group_or_none(code: str):
    expected = STATUSES.get(code)
    assert groups(open=(code,)) == ([expected] if expected else [])


def test_risk_is_a_group_of_its_own_and_all_may_hold_at_once_each_once():
    assert groups() == []
    assert groups(strict=True) == ["RG_AT_RISK"]
    everything = groups(strict=True, categories=tuple(CATEGORIES), open=tuple(STATUSES))
    assert everything == list(classifier("risk_groups").codes)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-07-31", ["RG_AT_RISK", "RG_ORPHAN"]),
        ("2025-08-01", ["RG_AT_RISK", "RG_INFORMAL", "RG_ORPHAN"]),
        ("2025-08-31", ["RG_AT_RISK", "RG_INFORMAL", "RG_ORPHAN"]),
        ("2025-09-01", ["RG_AT_RISK"]),
    ],
)
def test_groups_follow_the_days_of_what_makes_them(date: str, expected: list[str]):
    case = graduate(
        category("ORPHAN", "2025-01-01", "2025-08-31"),
        status("INFORMAL", "2025-08-01", ended_on=day("2025-08-31")),
    )
    assert risk_groups(case.history.state(day(date))) == expected
