"""Samples: who is drawn, how many of each stratum, and what the answers say of all."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import sqrt
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.records.sampling import (
    Estimate,
    Stratum,
    Survey,
    Unit,
    allocated,
    drawn,
    estimated,
    lot,
    survey_of,
    wilson,
)

SURVEY = Survey(date(2025, 12, 1), (2025, 2025), (), "ORGANISATION", "EQUAL", 3, "2025")
SIZES = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 60), min_size=1)


def survey(**fields: Any) -> Survey:
    return SURVEY._replace(**fields)


def units(**strata: int) -> list[Unit]:
    names = [name for name, number in strata.items() for _ in range(number)]
    return [Unit(UUID(int=number), number, name) for number, name in enumerate(names, 1)]


def estimate_of(*strata: Stratum) -> Estimate:
    found = estimated(strata)
    assert found is not None
    return found


def test_the_lot_of_a_case_is_what_the_documentation_says():
    case_id = UUID("0f6b5c1e-8d7c-4c8b-9a53-2f4c7d0f9a11")
    assert lot("2025", case_id).hex() == (
        "e2677ab81ba10016565f570cf2419ce799edabd87219f65d3f5c277cd32b66d8"
    )


def test_the_sample_does_not_depend_on_the_order_in_which_cases_come():
    everybody = units(A=50, B=20, C=2)
    first = drawn(everybody, survey())
    for seed in range(20):
        shuffled = everybody.copy()
        Random(seed).shuffle(shuffled)  # noqa: S311 - any order will do
        assert drawn(shuffled, survey()) == first
    assert {name: len(some) for name, some in first.items()} == {"A": 3, "B": 3, "C": 2}
    assert drawn(everybody, survey(seed="2026")) != first


def test_whoever_is_drawn_stays_drawn_in_a_larger_sample():
    everybody = units(A=50)
    small, large = (drawn(everybody, survey(sample_size=n))["A"] for n in (5, 20))
    assert large[:5] == small


@given(SIZES, st.integers(1, 200))
def test_a_proportional_sample_has_its_size_and_each_stratum_its_due(
    population: dict[str, int], size: int
):
    sizes = allocated(population, survey(allocation="PROPORTIONAL", sample_size=size))
    total = sum(population.values())
    assert sum(sizes.values()) == min(size, total)
    assert all(0 <= sizes[name] <= population[name] for name in population)
    enough = sum(min(2, number) for number in population.values()) <= size
    due = {name: min(size, total) * number / total for name, number in population.items()}
    for name, number in population.items():
        if enough:
            assert sizes[name] >= min(2, number)
        assert sizes[name] < max(due[name], 2) + 1, "nobody gets more than is due"
    if all(due[name] >= 2 for name in population):
        assert all(abs(sizes[name] - due[name]) < 1 for name in population)


@given(SIZES, st.integers(1, 200))
def test_an_equal_sample_has_so_many_of_each(population: dict[str, int], size: int):
    sizes = allocated(population, survey(sample_size=size))
    assert sizes == {name: min(size, number) for name, number in population.items()}


def test_addresses_of_cochran():
    """Sampling Techniques, 3.2: 38 of 200 out of 3,042; the total 578, its standard error 81.8."""
    found = estimate_of(Stratum(3042, 200, 200, 38))
    assert round(found.share * 3042) == 578
    assert found.standard_error * 3042 == pytest.approx(81.8, abs=0.05)


def test_strata_weigh_as_many_as_there_are_in_them():
    found = estimate_of(Stratum(100, 10, 10, 5), Stratum(300, 30, 30, 9))
    assert found.share == pytest.approx(0.35)
    by_hand = 0.25**2 * 0.9 * 0.25 / 9 + 0.75**2 * 0.9 * 0.21 / 29
    assert found.standard_error == pytest.approx(sqrt(by_hand))
    assert found.low < 0.35 < found.high
    assert found.covered == 400


@pytest.mark.parametrize(
    ("share", "number", "low", "high"),
    [(0.8, 10, 0.4902, 0.9433), (0.1, 100, 0.0552, 0.1744), (0.0, 20, 0.0, 0.1611)],
)
def test_intervals_of_wilson(share: float, number: float, low: float, high: float):
    assert wilson(share, number) == pytest.approx((low, high), abs=0.0001)


def test_where_everybody_has_answered_nothing_is_left_to_chance():
    found = estimate_of(Stratum(4, 4, 4, 1), Stratum(6, 6, 6, 6))
    assert found == Estimate(0.7, 0.7, 0.7, 0.0, 10)


def test_answers_all_alike_leave_a_doubt():
    found = estimate_of(Stratum(100, 10, 10, 10), Stratum(100, 10, 10, 10))
    assert (found.share, found.high) == (1.0, pytest.approx(1.0))
    assert 0.8 < found.low < 0.9
    apart = estimate_of(Stratum(100, 10, 10, 10), Stratum(100, 10, 10, 0))
    assert apart.low < 0.5 < apart.high


def test_a_single_answer_says_little():
    found = estimate_of(Stratum(10, 1, 1, 1))
    assert found.low < 0.3
    assert estimate_of(Stratum(1, 1, 1, 1)) == Estimate(1.0, 1.0, 1.0, 0.0, 1)


def test_strata_without_answers_are_not_spoken_for():
    found = estimate_of(Stratum(100, 10, 10, 5), Stratum(300, 30, 0, 0))
    assert (found.share, found.covered) == (0.5, 100)
    assert estimated([Stratum(300, 30)]) is None
    assert estimated([]) is None


def test_over_many_lots_the_share_is_met_and_the_interval_holds():
    everybody = units(A=300, B=120)
    working = {unit.case_id for unit in everybody if unit.number % (3 if unit.stratum == "A" else 5)
               == 0}  # fmt: skip
    truth = len(working) / len(everybody)
    found = []
    for number in range(400):
        chosen = drawn(everybody, survey(sample_size=40, seed=str(number)))
        sizes = Counter(unit.stratum for unit in everybody)
        strata = [
            Stratum(sizes[name], len(some), len(some), sum(u.case_id in working for u in some))
            for name, some in chosen.items()
        ]
        found.append(estimate_of(*strata))
    mean = sum(each.share for each in found) / len(found)
    assert mean == pytest.approx(truth, abs=0.01)
    held = sum(each.low <= truth <= each.high for each in found) / len(found)
    assert 0.92 < held < 0.99


def test_a_survey_without_a_seed_is_drawn_by_its_own_id():
    fields = {
        "counted_on": "2025-12-01", "year_from": 2024, "year_to": 2025, "strata": "WHOLE",
        "allocation": "EQUAL", "sample_size": 5,
    }  # fmt: skip
    record_id = UUID(int=7)
    found = survey_of(fields, record_id)
    assert (found.seed, found.years, found.column) == (str(record_id), (2024, 2025), None)
    assert survey_of({**fields, "seed": "7", "strata": "PROGRAMME"}, record_id).column == (
        "programme_code"
    )
