"""A target against its fact: the unrounded value, and null that is never achieved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from marshrut.programmes.evaluation import NOTHING, Fact, Verdict, exactly, judged
from marshrut.programmes.plan import Comparator
from tests.support.programme_acts import target

GE, LE, EQ, TEXT = Comparator.GE, Comparator.LE, Comparator.EQ, Comparator.TEXT


def fact(exact: Fraction | None, value: Any = None) -> Fact:
    shown = float(exact) if exact is not None else value
    return Fact(None, None, shown, exact, None)


@pytest.mark.parametrize(
    ("op", "plan", "exact", "achieved"),
    [
        (GE, 75, Fraction(75), True),
        (GE, 75, Fraction(100 * 7_499_999, 10_000_000), False),
        (GE, 58, Fraction(100 * 29, 50), True),
        (LE, 4.8, Fraction(24, 5), True),
        (LE, 4.8, Fraction(24, 5) + Fraction(1, 10**9), False),
        (LE, 10, Fraction(0), True),
        (EQ, 1, Fraction(1), True),
        (EQ, 1, Fraction(2), False),
        (GE, 0, Fraction(0), True),
    ],
)
def test_the_unrounded_value_decides(op: Comparator, plan: float, exact: Fraction, achieved: bool):  # noqa: FBT001
    found = judged(target(plan, op=op), fact(exact))
    assert found.achieved is achieved
    assert found.verdict is (Verdict.ACHIEVED if achieved else Verdict.NOT_ACHIEVED)
    assert found.deviation == float(exact - exactly(plan))


def test_a_value_that_rounds_up_to_the_plan_is_below_it():
    found = judged(target(65), fact(Fraction(100 * 6_496, 10_000)))
    assert (found.achieved, found.deviation) == (False, -0.04)


@pytest.mark.parametrize("op", [GE, LE, EQ])
def test_no_data_is_never_achieved(op: Comparator):
    found = judged(target(0, op=op), NOTHING)
    assert (found.achieved, found.verdict, found.deviation) == (None, Verdict.NO_DATA, None)


def test_a_target_without_a_value_is_not_evaluated():
    found = judged(target(None), fact(Fraction(80)))
    assert (found.achieved, found.verdict) == (None, Verdict.NOT_SET)
    waiting = judged(target(None, manual=True), NOTHING)
    assert waiting.verdict is Verdict.NOT_SET


def test_a_period_that_has_not_begun_is_told_so():
    assert judged(target(75), None).verdict is Verdict.NOT_BEGUN


def test_a_statement_is_told_and_not_compared():
    said = target(None, op=TEXT)
    assert judged(said, NOTHING).verdict is Verdict.NO_DATA
    found = judged(said, fact(None, "банк вакансий ведётся"))
    assert (found.achieved, found.verdict) == (None, Verdict.TEXT)
