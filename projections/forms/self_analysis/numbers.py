"""Numbers as they are printed: with one decimal, half up, whatever they were counted from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
PERCENT = "%"


def share_of(numerator: float | None, denominator: float | None) -> float | None:
    """The share in per cent (domain 9.0 N5); ``None`` of nothing."""
    if numerator is None or not denominator:
        return None
    return _rounded(100 * _exactly(numerator) / _exactly(denominator), TENTH)


def printed(value: Fraction | float | None, unit: str) -> float | None:
    """A value in its unit: of per cent one decimal, of others as many as two, whole if whole."""
    if value is None:
        return None
    told = _rounded(_exactly(value), TENTH if unit == PERCENT else HUNDREDTH)
    return int(told) if unit != PERCENT and told.is_integer() else told


def _exactly(value: Fraction | float) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(str(value))


def _rounded(value: Fraction, digits: Decimal) -> float:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    told = float(exact.quantize(digits, ROUND_HALF_UP))
    return told + 0.0  # minus zero is zero
