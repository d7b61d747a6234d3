"""The definitions of the indicators: complete, dated, made of known words."""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec
import pytest
from polars import DataFrame, Series, UInt64

from marshrut.columns import mask
from marshrut.indicators.definitions import (
    Definition,
    UnknownIndicator,
    definition,
    definitions,
    editions,
)
from marshrut.indicators.formulas import formula
from marshrut.indicators.periods import academic_year_of, cohorts_of, question_of, year_of
from marshrut.indicators.predicates import Question
from marshrut.indicators.vocabulary import WORDS

DAY = date(2025, 5, 20)

# Typed from the catalogue (domain 9.1 to 9.4): what rests on cases, and what is mixed.
MIXED = {"S004-I8", "S004-I11", "S000-3.6", "S002-G3.6", "S002-G3.7"}
MANUAL = {
    *("S000-2.4", "S000-2.5", "S000-3.2", "S001-I3", "S001-I5", "S001-I7", "S001-I8"),
    *("S002-G1.3", "S002-G3.8"),
}
NUMBERS = {
    "S004": {f"I{n}" for n in range(1, 13)},
    "S001": {f"I{n}" for n in range(1, 12)},
    "S000": {
        *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6a", "2.6b"),
        *(f"3.{n}" for n in range(1, 13)),
    },
    "S002": {
        *("K1", "K2", "K3", "K4.1", "K4.2", "K5", "K6", "K7"),
        *("G1.1", "G1.2", "G1.3", "G2.1", "G2.2", "G2.3"),
        *(f"G3.{n}" for n in range(1, 9)),
        *("G4.1", "G4.2", "G4.3", "G5.1", "G5.2"),
    },
}


def test_every_indicator_of_the_catalogue_is_there_once() -> None:
    expected = {f"{document}-{n}" for document, numbers in NUMBERS.items() for n in numbers}
    found = Counter(each.id for each in definitions(day=DAY))
    assert set(found) == expected
    assert len(expected) == 72
    assert set(found.values()) == {1}


def test_kinds_are_those_of_the_catalogue() -> None:
    kinds = {each.id: each.kind for each in editions()}
    assert {code for code, kind in kinds.items() if kind == "MIXED"} == MIXED
    assert {code for code, kind in kinds.items() if kind == "MANUAL"} == MANUAL


def test_a_count_of_percents_has_a_denominator() -> None:
    for each in editions():
        if each.computed and each.unit == "%":
            assert each.denominator, each.id
        if each.reported:
            assert each.says, each.id


def test_every_word_is_used_and_says_what_it_is() -> None:
    used = {
        name
        for each in editions()
        for variant in (None, *(v.code for v in each.variants))
        for told in each.varied(variant).formulas.values()
        for name in told.names
    }
    assert used == set(WORDS)


@pytest.mark.parametrize(
    "text",
    ["graduates & nobody", "graduates and employed", "__import__('os')", "graduates &", "1 & 2"],
)
def test_a_formula_is_words_and_three_signs(text: str) -> None:
    with pytest.raises(ValueError, match=r"no word|formula"):
        formula(text)


def test_not_and_or_mean_what_they_say() -> None:
    question = Question(DAY, DAY, DAY)
    told = formula("graduates & ~(employed | studying)").predicate(question)
    study = mask("statuses", "CONTINUING_EDUCATION")
    cases = DataFrame(
        {
            "lifecycle": ["GRADUATED", "GRADUATED", "GRADUATED", "FINAL_YEAR"],
            "status_group": ["EMPLOYED", "EDUCATION", "OTHER", "OTHER"],
            "open": Series([0, study, 0, 0], dtype=UInt64),
        }
    )
    assert cases.select(told.expr).to_series().to_list() == [False, False, True, False]


def edition(**fields: object) -> Definition:
    return msgspec.structs.replace(definition("S004-I2", day=DAY), **fields)


def test_an_edition_holds_to_its_last_day() -> None:
    first = edition(valid_to=date(2025, 5, 20))
    second = edition(edition=2, valid_from=date(2025, 5, 21))
    assert first.in_force(DAY)
    assert not second.in_force(DAY)
    assert not first.in_force(date(2025, 5, 21))
    assert second.in_force(date(2025, 5, 21))


def test_no_such_indicator_and_no_such_variant() -> None:
    with pytest.raises(UnknownIndicator, match="S004-I13"):
        definition("S004-I13", day=DAY)
    with pytest.raises(UnknownIndicator, match="wrong"):
        definition("S004-I2", day=DAY).varied("wrong")


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2025, 5, 20), date(2024, 9, 1)),
        (date(2025, 8, 31), date(2024, 9, 1)),
        (date(2025, 9, 1), date(2025, 9, 1)),
        (date(2025, 12, 31), date(2025, 9, 1)),
    ],
)
def test_an_academic_year_begins_in_september(day: date, first: date) -> None:
    assert academic_year_of(day) == (first, day)
    assert year_of(day) == (date(2025, 1, 1), day)


def test_a_period_never_goes_beyond_the_day() -> None:
    found = definition("S000-3.1", day=DAY)
    asked = question_of(found, DAY, first=date(2024, 1, 1), last=date(2030, 1, 1))
    assert (asked.first, asked.last) == (date(2024, 1, 1), DAY)


def test_the_cohort_is_the_one_asked_for_or_that_of_the_definition() -> None:
    of_year = definition("S004-I1", day=DAY)
    fixed = definition("S002-K5", day=DAY)
    of_none = definition("S004-I4", day=DAY)
    assert cohorts_of(of_year, question_of(of_year, DAY)) == (2025,)
    assert cohorts_of(fixed, question_of(fixed, DAY)) == (2023, 2024, 2025)
    assert cohorts_of(of_none, question_of(of_none, DAY)) is None
    for each in (of_year, fixed, of_none):
        assert cohorts_of(each, question_of(each, DAY, cohort=2022)) == (2022,)
