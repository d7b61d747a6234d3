"""Values as reports print them: one decimal, half up, with a comma."""

from __future__ import annotations

from datetime import date

import pytest

from api.figures import display
from marshrut.indicators.definitions import definition
from projections.indicators.figures import FigureRow

DAY = date(2025, 5, 20)


def row(numerator: float | None, denominator: float | None, value: object) -> FigureRow:
    return FigureRow(
        key=None,
        numerator=numerator,
        denominator=denominator,
        value=value,  # type: ignore[arg-type]
        reason=None,
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(5, 12, "41,7"), (1, 8, "12,5"), (1, 16, "6,3"), (1, 2000, "0,1"), (1, 2001, "0,0")],
)
def test_percents_are_rounded_half_up(numerator: int, denominator: int, shown: str) -> None:
    percent = definition("S004-I2", day=DAY)
    value = 100 * numerator / denominator
    assert display(percent, row(numerator, denominator, value)) == f"{shown}\u00a0%"


def test_half_of_a_tenth_goes_up_although_no_float_is_exact() -> None:
    percent = definition("S004-I2", day=DAY)
    assert display(percent, row(2009, 20000, 10.045)) == "10,0\u00a0%"
    assert display(percent, row(201, 2000, 10.05)) == "10,1\u00a0%"


def test_counts_are_whole_and_answers_are_words() -> None:
    persons, told = definition("S000-3.1", day=DAY), definition("S002-G1.1", day=DAY)
    assert display(persons, row(350, None, 350)) == "350"
    assert display(told, row(None, None, value=True)) == "есть"
    assert display(told, row(None, None, value=False)) == "нет"
    assert display(persons, row(None, None, None)) is None
    times = definition("S001-I8", day=DAY)
    assert display(times, row(1500, 1000, 1.5)) == "1,5"
