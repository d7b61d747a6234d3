"""What an evaluation answers: numerator, denominator, value, and why there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from marshrut.indicators.definitions import Definition
from marshrut.records.runs import Run

NO_CASES = "NO_CASES"
"""Nobody is in the denominator."""

NOT_REPORTED = "NOT_REPORTED"
"""The value is not counted from cases, and nobody has reported one for the period."""

NO_CONTINGENT = "NO_CONTINGENT"
"""The denominator is a reported number, and nobody has reported one for the period."""

NO_RECORDS = "NO_RECORDS"
"""It is counted from records, and nobody keeps any of their kind there."""

NO_RUN = "NO_RUN"
"""It is counted on the cut-off of a verification, and there has been none by the day."""

NOT_BROKEN_DOWN = "NOT_BROKEN_DOWN"
"""The denominator is a reported number of all, and a row is a part of them."""

Value = float | bool | str | None


class Counted(msgspec.Struct, frozen=True):
    """Cases in the numerator and in the denominator; ``known``: with a status but ``NO_DATA``."""

    numerator: int
    denominator: int | None
    known: int
    all: int


class Tally(msgspec.Struct, frozen=True):
    """What is counted from records."""

    numerator: float | None
    denominator: float | None
    value: Value
    reason: str | None


class FigureRow(msgspec.Struct, kw_only=True):
    """One row of a breakdown; ``key`` is null for the cases without a value."""

    key: Any
    numerator: float | None
    denominator: float | None
    value: Value
    reason: str | None


class Figure(msgspec.Struct, kw_only=True):
    """An indicator at a point. ``coverage``: cases with a known status, of all.

    ``reported``: the reported value that the figure, or a part of it, rests on. ``counted``: what
    records say, where a reported value stands before it. ``runs``: the verifications by which it
    is counted.
    """

    definition: Definition
    variant: str | None
    numerator: float | None
    denominator: float | None
    value: Value
    reason: str | None
    coverage: dict[str, int] | None = None
    cohorts: tuple[int, ...] | None = None
    period: tuple[date, date] | None = None
    reported: Any = None
    by: str | None = None
    rows: list[FigureRow] = []
    overlapping: bool = False
    counted: Tally | None = None
    runs: tuple[Run, ...] = ()


def valued(
    definition: Definition, numerator: float | None, denominator: float | None
) -> tuple[Value, str | None]:
    """The value and, where there is none, the reason. A count is its own value."""
    if definition.denominator is None and definition.reported != "SHARE":
        return numerator, None
    if definition.unit == "чел." and numerator is not None:
        return numerator, None
    if denominator is None or numerator is None:
        return None, NO_CONTINGENT if definition.contingent else NOT_REPORTED
    if denominator == 0:
        return None, NO_CASES
    if definition.difference:
        return definition.scale * abs(numerator - denominator) / denominator, None
    return definition.scale * numerator / denominator, None
