"""A list of an employment centre beside a case: what each side says, and what comes of that."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from marshrut.classifiers import classifier
from marshrut.records.czn import (
    OUTCOMES,
    Listing,
    agrees,
    list_of,
    outcome,
    registered_by,
    registration_statuses,
)

CASE = "0f6b5c1e-8d7c-4c8b-9a53-2f4c7d0f9a11"
MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("until", "day", "expected"),
    [
        (None, MARCH, "UNEMPLOYED"),
        (None, date(2026, 2, 28), None),
        (date(2026, 4, 1), date(2026, 3, 31), "UNEMPLOYED"),
        (date(2026, 4, 1), date(2026, 4, 1), None),
    ],
)
def test_a_registration_ends_on_the_first_day_without(
    until: date | None, day: date, expected: str | None
):
    assert Listing("UNEMPLOYED", MARCH, until).on(day) == expected


@pytest.mark.parametrize(
    ("told", "known", "expected", "settled"),
    [
        ("UNEMPLOYED", "UNEMPLOYED", "MATCH_REGISTERED", True),
        (None, None, "MATCH_NOT_REGISTERED", True),
        ("UNEMPLOYED", "JOB_SEEKER", "KIND_DIFFERS", False),
        ("JOB_SEEKER", None, "CZN_ONLY", False),
        (None, "UNEMPLOYED", "CASE_ONLY", False),
    ],
)
def test_the_sides_agree_or_one_of_them_is_to_be_asked(
    told: str | None, known: str | None, expected: str, *, settled: bool
):
    assert outcome(told, known) == expected
    assert agrees(expected) is settled


def test_every_outcome_can_come():
    kinds = (None, "UNEMPLOYED", "JOB_SEEKER")
    found = {outcome(told, known) for told in kinds for known in kinds}
    assert found == {*classifier(OUTCOMES).codes}


def test_how_a_case_says_that_somebody_is_registered():
    assert registered_by({"CZN_JOB_SEEKER", "INFORMAL"}) == "JOB_SEEKER"
    assert registered_by({"INFORMAL"}) is None
    assert {*registration_statuses()} <= {*classifier("statuses").codes}


def test_a_list_is_what_the_fields_of_its_record_say():
    line = {"case_id": CASE, "registration": "JOB_SEEKER", "registered_on": "2026-03-01"}
    said = list_of({"stated_on": "2026-03-05", "complete": False, "lines": [line]})
    assert said.lines == {UUID(CASE): Listing("JOB_SEEKER", MARCH, None)}
    assert (said.stated_on, said.complete, said.not_found) == (date(2026, 3, 5), False, 0)
