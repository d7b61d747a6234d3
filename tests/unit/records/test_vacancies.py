"""When a vacancy is current, and why it suits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from marshrut.records.vacancies import Ground, Seeker, closeness, grounds, is_current

DAY = date(2026, 1, 15)
SEEKER = Seeker("15.02.16", "70", "69701000")


@pytest.mark.parametrize(
    ("days", "is_open", "told"),
    [(0, True, True), (92, True, True), (93, True, False), (0, False, False)],
)
def test_a_quarter_after_somebody_looked(days: int, *, is_open: bool, told: bool):
    looked = DAY - timedelta(days=days)
    assert is_current(is_open=is_open, confirmed_on=looked, day=DAY) is told


@pytest.mark.parametrize(
    ("fields", "region", "why"),
    [
        ({"programme_codes": ["15.02.16"]}, "70", "PROGRAMME"),
        ({"programme_codes": ["15.02.16"]}, "67", ""),
        ({"programme_codes": ["15.01.05", "31.02.01"]}, "70", "UGPS"),
        ({"programme_codes": ["31.02.01"]}, "70", ""),
        ({}, "70", "ANY_PROGRAMME"),
        ({"programme_codes": [], "municipality": "69701000"}, "70", "ANY_PROGRAMME MUNICIPALITY"),
        ({"programme_codes": ["15.02.16"], "municipality": "69701000"}, "70",
         "PROGRAMME MUNICIPALITY"),
        ({"programme_codes": ["31.02.01"], "municipality": "69701000"}, "70", ""),
    ],
)  # fmt: skip
def test_why_a_vacancy_suits(fields: dict[str, Any], region: str, why: str):
    assert " ".join(grounds(fields, region, SEEKER)) == why


def test_nobody_is_near_who_is_nowhere():
    nowhere = Seeker("15.02.16", "70")
    assert grounds({"municipality": None}, "70", nowhere) == (Ground.ANY_PROGRAMME,)


def test_the_programme_weighs_more_than_the_place():
    order = [
        (Ground.PROGRAMME, Ground.MUNICIPALITY),
        (Ground.PROGRAMME,),
        (Ground.UGPS, Ground.MUNICIPALITY),
        (Ground.UGPS,),
        (Ground.ANY_PROGRAMME, Ground.MUNICIPALITY),
        (Ground.ANY_PROGRAMME,),
    ]
    shuffled = [order[n] for n in (3, 0, 5, 1, 4, 2)]
    assert sorted(shuffled, key=closeness) == order
