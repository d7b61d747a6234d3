"""The second computation of forms over generated ledgers: it adds up, and agrees with the others.

The ledgers keep no rule of writing. What is compared with are the indicators of the reference and
the states of the naive oracle, which type their own tables.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from random import Random
from uuid import UUID

import pytest

from tests.support.effort import FACTOR
from tests.support.form_ledgers import MonitoredChronicle
from tests.support.reference import Asked, Known, figure
from tests.support.reference.form_tables import numbers
from tests.support.reference.forms import ALL, FORMS, FormTold, reference_form

SEEDS, CASES = range(3 * FACTOR), 150
DAYS = (date(2023, 9, 1), date(2023, 12, 31), date(2024, 6, 28), date(2024, 12, 31))
COHORTS = (2022, 2023, 2024, 2025)
EXCLUSIVE = {
    "A": ("08", *numbers(11, 32)),
    "C": ("06", "10", "11", "12", *numbers(15, 20)),
}
WITHOUT_NOSOLOGY = "row 06 = 07…13"


@cache
def ledger(seed: int) -> Known:
    chronicle = MonitoredChronicle(Random(seed), cases=CASES)  # noqa: S311 - to repeat
    return Known(enumerate(chronicle.events, 1))


@cache
def told(seed: int, form: str) -> list[tuple[Known, Asked, FormTold]]:
    """The form of each cohort on each day, with the same question to an indicator."""
    known = ledger(seed)
    return [
        (
            known,
            Asked(day, filters={"graduation_year": cohort}),
            reference_form(form, known, as_of=day, cohort=cohort),
        )
        for day in DAYS
        for cohort in COHORTS
    ]


def blocks(found: FormTold) -> set[tuple[str | None, str | None]]:
    return {key[:2] for key in found.cells}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_case_is_in_one_column_and_one_block(seed: int, form: str) -> None:
    first = FORMS[form].columns[0]
    for _, _, found in told(seed, form):
        for row in FORMS[form].rows:
            for block in blocks(found):
                placed = Counter(
                    each for column in EXCLUSIVE[form] for each in found.cases[*block, row, column]
                )
                assert placed == Counter(found.cases[*block, row, first])
            parts = [found.cases[*block, row, first] for block in blocks(found) - {ALL}]
            assert Counter(found.cases[*ALL, row, first]) == Counter(
                each for part in parts for each in part
            )
        assert all(found.cells[*block, "01", first] for block in blocks(found) - {ALL})


@pytest.mark.parametrize("form", FORMS)
def test_no_check_fails_but_that_of_nosologies_where_one_is_missing(form: str) -> None:
    failed = 0
    for _, _, found in (each for seed in SEEDS for each in told(seed, form)):
        missing = set()
        for block in blocks(found) if form == "A" else ():
            named = {each for n in numbers(7, 13) for each in found.cases[*block, n, "07"]}
            if found.cases[*block, "06", "07"] - named:
                missing.add((*block, WITHOUT_NOSOLOGY))
        assert found.violated == missing
        failed += len(missing)
    assert failed or form == "C"


@pytest.mark.parametrize("seed", SEEDS)
def test_columns_of_form_a_are_the_cases_of_the_indicators(seed: int) -> None:
    for known, asked, found in told(seed, "A"):
        assert in_columns(found, "07") == figure(known, "S004-I2", asked).denominator
        assert in_columns(found, "09") == figure(known, "S004-I2", asked).numerator
        assert in_columns(found, "08", "11", "12") == figure(known, "S002-K1", asked).numerator
        assert in_columns(found, "11") == figure(known, "S002-K5", asked).numerator
        assert in_columns(found, "12") == figure(known, "S002-K6", asked).numerator
        at_risk = figure(known, "S004-I3", asked, variant="form").numerator
        assert in_columns(found, "17", "18", "19", "20") == at_risk


@pytest.mark.parametrize("seed", SEEDS)
def test_form_c_lists_those_of_whom_forecasts_are_asked(seed: int) -> None:
    for known, asked, found in told(seed, "C"):
        expected = figure(known, "S002-G2.1", asked, variant="all_forms")
        assert in_columns(found, "05") == expected.denominator


def in_columns(found: FormTold, *columns: str) -> frozenset[UUID]:
    return frozenset(each for column in columns for each in found.cases[*ALL, "01", column])


@pytest.mark.parametrize("form", FORMS)
def test_every_row_and_column_is_met(form: str) -> None:
    met: Counter[str] = Counter()
    for _, _, found in (each for seed in SEEDS for each in told(seed, form)):
        met.update(
            {
                f"{axis} {key[place]}": number
                for key, number in found.cells.items()
                for axis, place in (("row", 2), ("column", 3))
                if key[:2] == ALL and number
            }
        )
    every = {f"row {row}" for row in FORMS[form].rows}
    assert every | {f"column {column}" for column in FORMS[form].columns} == met.keys()
