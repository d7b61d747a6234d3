"""Facts month by month as a line, with the plan of each stretch of time as a line across it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from api.pages.charts.amounts import Amounts, round_most
from api.pages.charts.scales import Days

MOST_MARKS = 8
STEPS = (1, 2, 3, 6, 12, 24, 60)
"""Months between two marks."""


class Stretch(NamedTuple):
    """A time for which one plan stands, and the facts on days of it; ``None``: nothing is known."""

    first: date
    last: date
    plan: float | None
    facts: Sequence[tuple[date, float | None]]


class Frame(NamedTuple):
    """How large a chart is, and how much of it is left for its scales."""

    width: float = 560.0
    height: float = 220.0
    left: float = 56.0
    right: float = 14.0
    top: float = 14.0
    bottom: float = 26.0


SPARK = Frame(width=200.0, height=44.0, left=3.0, right=5.0, top=5.0, bottom=3.0)
"""As small as a word, without scales."""


class Dot(NamedTuple):
    """A fact: where it stands, of which day and stretch it is."""

    x: float
    y: float
    on: date
    value: float
    stretch: int


class PlanLine(NamedTuple):
    """The plan of a stretch."""

    begin: float
    end: float
    y: float
    value: float


class Trend(NamedTuple):
    """The chart. A line is broken where a fact is missing and where another plan begins."""

    frame: Frame
    paths: list[str]
    dots: list[Dot]
    plans: list[PlanLine]
    amounts: list[tuple[float, float]]
    months: list[tuple[float, date]]

    @property
    def ground(self) -> float:
        """Where nothing is."""
        return self.frame.height - self.frame.bottom


def trend(
    stretches: Sequence[Stretch], *, percent: bool = False, frame: Frame | None = None
) -> Trend | None:
    """The chart of the stretches, in their order; ``None`` where no number is in them."""
    size = frame or Frame()
    known = [value for each in stretches for _, value in each.facts if value is not None]
    plans = [each.plan for each in stretches if each.plan is not None]
    if not known:
        return None
    days = _days(stretches, size)
    heights = Amounts(
        round_most(max(*known, *plans, 0.0), percent=percent),
        size.top,
        size.height - size.top - size.bottom,
    )
    runs = [run for number, each in enumerate(stretches) for run in _runs(number, each)]
    dots = [[_dot(*fact, days, heights) for fact in run] for run in runs]
    return Trend(
        frame=size,
        paths=[_path(run) for run in dots if len(run) > 1],
        dots=[dot for run in dots for dot in run],
        plans=[
            PlanLine(days.at(each.first), days.at(each.last), heights.at(each.plan), each.plan)
            for each in stretches
            if each.plan is not None
        ],
        amounts=heights.marks(),
        months=list(_marks(days)),
    )


def _days(stretches: Sequence[Stretch], size: Frame) -> Days:
    first = min(each.first for each in stretches)
    last = max(each.last for each in stretches)
    return Days(first, last, size.left, size.width - size.left - size.right)


def _runs(number: int, stretch: Stretch) -> Iterator[list[tuple[int, date, float]]]:
    """The facts that follow each other without a gap."""
    run: list[tuple[int, date, float]] = []
    for day, value in stretch.facts:
        if value is not None:
            run.append((number, day, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _dot(number: int, day: date, value: float, days: Days, heights: Amounts) -> Dot:
    return Dot(days.at(day), heights.at(value), day, value, number)


def _path(dots: Iterable[Dot]) -> str:
    return "M" + " L".join(f"{dot.x:g} {dot.y:g}" for dot in dots)


def _marks(days: Days) -> Iterator[tuple[float, date]]:
    """First days of months, so far apart that they can be read."""
    months = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1
    step = next((step for step in STEPS if months / step <= MOST_MARKS), STEPS[-1])
    day = days.first.replace(day=1)
    while day <= days.last:
        if day >= days.first and (day.year * 12 + day.month - 1) % step == 0:
            yield days.at(day), day
        day = (day + timedelta(days=32)).replace(day=1)
