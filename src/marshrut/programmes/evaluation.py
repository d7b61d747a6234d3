"""What came of a target: the plan against the fact, on the unrounded value (N5, F099)."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import msgspec

from marshrut.programmes.plan import Comparator, Target


class Verdict(StrEnum):
    """Whether a target was met; labels: ``target_verdicts``."""

    ACHIEVED = "ACHIEVED"
    NOT_ACHIEVED = "NOT_ACHIEVED"
    NO_DATA = "NO_DATA"
    NOT_SET = "NOT_SET"
    NOT_BEGUN = "NOT_BEGUN"
    TEXT = "TEXT"


class Fact(NamedTuple):
    """The value of an indicator. ``exact`` is what is compared; text and nothing have none.

    ``reported``: a value that was reported stands before what records say.
    """

    numerator: float | None
    denominator: float | None
    value: float | bool | str | None
    exact: Fraction | None
    reason: str | None
    reported: bool = False


NOTHING = Fact(None, None, None, None, None)


class Judged(msgspec.Struct, frozen=True):
    """``achieved`` is null where nothing can be said, and ``verdict`` says why.

    ``deviation`` is the fact less the plan, in the unit of the indicator.
    """

    verdict: Verdict
    achieved: bool | None
    deviation: float | None = None


def judged(target: Target, fact: Fact | None) -> Judged:
    """The target against the fact; ``None``: its period has not begun.

    No data is never achieved. A statement without a number is told, not compared.
    """
    if fact is None:
        return Judged(Verdict.NOT_BEGUN, None)
    if target.op is Comparator.TEXT:
        return Judged(Verdict.NO_DATA if fact.value is None else Verdict.TEXT, None)
    if target.value is None:
        return Judged(Verdict.NOT_SET, None)
    if fact.exact is None:
        return Judged(Verdict.NO_DATA, None)
    plan = exactly(target.value)
    achieved = _met(fact.exact, target.op, plan)
    verdict = Verdict.ACHIEVED if achieved else Verdict.NOT_ACHIEVED
    return Judged(verdict, achieved, float(fact.exact - plan))


def exactly(value: float) -> Fraction:
    """The number as it is written: 4.8 is 24/5, not the nearest binary fraction."""
    return Fraction(str(value))


def _met(fact: Fraction, op: Comparator, plan: Fraction) -> bool:
    match op:
        case Comparator.GE:
            return fact >= plan
        case Comparator.LE:
            return fact <= plan
        case _:
            return fact == plan
