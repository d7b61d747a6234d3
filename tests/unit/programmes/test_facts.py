"""A figure as a target takes it: exact, whatever kind of value the indicator has."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from marshrut.indicators.definitions import definition
from projections.indicators import Figure
from projections.programme_evaluation import fact_of, month_ends


def figure(identity: str, value: Any, numerator: Any = None, denominator: Any = None) -> Figure:
    found = definition(identity, day=date(2025, 12, 31))
    said = {"numerator": numerator, "denominator": denominator, "value": value, "reason": None}
    return Figure(definition=found, variant=None, **said)


@pytest.mark.parametrize(
    ("told", "exact"),
    [
        (figure("S000-3.8", 100 * 29 / 50, 29, 50), Fraction(58)),
        (figure("S000-3.8", 100 * 1 / 3, 1, 3), Fraction(100, 3)),
        (figure("S000-3.12", 5, 5), Fraction(5)),
        (figure("S004-I6", 5, 5, 8), Fraction(5)),
        (figure("S001-I8", 1.5, None, None), Fraction(3, 2)),
        (figure("S002-G1.3", True), Fraction(1)),
        (figure("S002-G1.3", False), Fraction(0)),
        (figure("S000-3.5", "ведётся"), None),
        (figure("S000-3.8", None, 0, 0), None),
    ],
)
def test_a_fact_is_exact(told: Figure, exact: Fraction | None):
    assert fact_of(told).exact == exact


def test_months_end_with_the_day_itself():
    ends = list(month_ends(date(2025, 1, 1), date(2025, 3, 31)))
    assert ends == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)]
    assert list(month_ends(date(2025, 1, 1), date(2025, 1, 15))) == [date(2025, 1, 15)]
    assert list(month_ends(date(2025, 1, 1), date(2024, 12, 31))) == []
