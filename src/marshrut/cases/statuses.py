"""The table of statuses, typed, and the matrix of which of them may stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import msgspec

from marshrut.asof import add_months, last_day
from marshrut.cases.contents import Status
from marshrut.classifiers import classifier
from marshrut.classifiers.compatibility import compatibility

NO_DATA = "NO_DATA"
DECEASED = "DECEASED"
FORECAST = "FORECAST"
CLOSES = frozenset({"c", "c+w"})
WARNS = frozenset({"+w", "c+w"})
REFUSED = "x"
CONSCRIPTION_MONTHS = 12


class StatusTerm(msgspec.Struct, frozen=True):
    """What the rules ask of a status code (domain 4.2)."""

    code: str
    actual: bool
    precedence: int
    group: str
    matrix: str
    exempts_from_risk: bool
    form_a: int
    before_graduation: bool
    text_required: bool


@cache
def status_term(code: str) -> StatusTerm:
    """The rules' view of the status ``code``."""
    term = classifier("statuses").get(code)
    extra = term.extra
    return StatusTerm(
        code=code,
        actual=extra["kind"] == "ACTUAL",
        precedence=int(extra["precedence"]),
        group=term.parent or "",
        matrix=extra["matrix"],
        exempts_from_risk=extra["exempts_from_risk"] == "1",
        form_a=int(extra["form_a"]),
        before_graduation=extra["before_graduation"] == "1",
        text_required=extra["text_required"] == "1",
    )


def cell(earlier: Status, later: Status) -> str:
    """How two episodes stand to each other, read by start: ``+ +w c c+w x`` (semantics S2, S4)."""
    return cells()[side(earlier), side(later)]


@cache
def cells() -> Mapping[tuple[str, str], str]:
    """The matrix with a row and a column for forecasts, which stand beside actual statuses."""
    matrix = dict(compatibility())
    for row, _ in compatibility():
        matrix[row, FORECAST] = "+"
        matrix[FORECAST, row] = "c" if row == DECEASED else "+"
    matrix[FORECAST, FORECAST] = "c"
    return MappingProxyType(matrix)


@cache
def closing() -> frozenset[tuple[str, str]]:
    """The pairs of sides of which the later closes the earlier."""
    return frozenset(pair for pair, cell in cells().items() if cell in CLOSES)


def side(status: Status) -> str:
    """The row and the column of the status: its class, studies split by their form."""
    term = status_term(status.status_code)
    if not term.actual:
        return FORECAST
    if term.matrix != "STUDY":
        return term.matrix
    full_time = status.attributes.get("education_form") in {None, "FULL_TIME"}
    return "STUDY_FT" if full_time else "STUDY_PT"


def expected_end(status: Status) -> date | None:
    """The last day that is stated or expected; of a conscript's service, a year (domain 8)."""
    expected = status.attributes.get("expected_end_on")
    if status.ended_on is not None or expected is None:
        known = status.ended_on
    else:
        known = date.fromisoformat(str(expected))
    if known is None and status.status_code == "MILITARY_CONSCRIPT":
        return last_day(add_months(status.effective_on, CONSCRIPTION_MONTHS))
    return known
