"""When a vacancy was filled, and by whom: each run of days of that state."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marshrut.asof import Period
from marshrut.records.filled import Filling, fillings
from marshrut.records.record import Said
from marshrut.records.vacancies import is_for_school

INN = "7001000013"
FIRST, SECOND, THIRD, FOURTH = (date(2025, month, 1) for month in (9, 10, 11, 12))


def told(*stretches: tuple[date, str, str]) -> list[tuple[Period, Said]]:
    """What is said from each day on: the state, and the cases named."""
    days = [*(day for day, _, _ in stretches), None]
    plain = {"requires_spo": True, "employer_inn": INN}
    return [
        (
            Period(start, end),
            Said(state, {**plain, "filled_by": [{"case_id": c} for c in cases]}, start),
        )
        for (start, state, cases), end in zip(stretches, days[1:], strict=True)
    ]


def test_a_vacancy_is_filled_from_the_first_day_by_all_who_are_named():
    course = told((FIRST, "OPEN", ""), (SECOND, "FILLED", "ab"), (THIRD, "FILLED", "bc"))
    assert fillings(course) == [Filling(SECOND, frozenset("abc"), True, INN)]


def test_one_that_is_open_again_is_filled_anew():
    course = told(
        (FIRST, "FILLED", "a"),
        (SECOND, "OPEN", "a"),
        (THIRD, "FILLED", "b"),
        (FOURTH, "CLOSED", ""),
    )
    assert [(each.on, each.case_ids) for each in fillings(course)] == [
        (FIRST, {"a"}),
        (THIRD, {"b"}),
    ]
    assert fillings(told((FIRST, "OPEN", ""), (SECOND, "CLOSED", ""))) == []


@pytest.mark.parametrize(
    ("fields", "region", "counts"),
    [
        ({"programme_codes": ["15.02.16", "31.02.01"]}, None, True),
        ({"programme_codes": ["15.02.16"]}, "70", True),
        ({"programme_codes": ["15.02.16"]}, "67", False),
        ({"programme_codes": ["31.02.01"]}, None, False),
        ({"programme_codes": []}, None, False),
        ({}, "70", False),
        ({"programme_codes": ["15.02.16"], "requires_spo": False}, "70", False),
    ],
)
def test_which_vacancies_count_for_a_school(fields: dict[str, Any], region: str, *, counts: bool):
    said = {"requires_spo": True, **fields}
    found = is_for_school(said, {"15.02.16"}, region_code="70", employer_region=region)
    assert found is counts
