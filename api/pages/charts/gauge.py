"""A gauge: half a circle from nothing to the most, an arc up to the fact, a mark at the plan."""

from __future__ import annotations

from math import cos, pi, sin
from typing import NamedTuple

from api.pages.charts.amounts import round_most

WIDTH, HEIGHT = 200.0, 118.0
MIDDLE, GROUND = 100.0, 100.0
RADIUS, RIM, INNER, OUTER = 76.0, 91.0, 64.0, 97.0
"""Of the arcs, of the stretch where the plan is met, and of the ends of the mark of the plan."""


class Gauge(NamedTuple):
    """The paths of the arcs; ``fact`` and ``met`` are empty where there is nothing to draw."""

    width: float
    height: float
    middle: float
    ground: float
    track: str
    fact: str
    met: str
    mark: str
    most: float


def gauge(fact: float | None, plan: float, *, op: str, percent: bool = False) -> Gauge:
    """The gauge of a fact beside its plan; ``op``: ``GE``, ``LE`` or ``EQ``."""
    most = round_most(max(plan, fact or 0.0), percent=percent)
    told, wanted = _part(fact or 0.0, most), _part(plan, most)
    met = {"GE": (wanted, 1.0), "LE": (0.0, wanted)}.get(op, (wanted, wanted))
    return Gauge(
        width=WIDTH,
        height=HEIGHT,
        middle=MIDDLE,
        ground=GROUND,
        track=_arc(0.0, 1.0, RADIUS),
        fact=_arc(0.0, told, RADIUS),
        met=_arc(*met, RIM),
        mark=f"M{_point(wanted, INNER)} L{_point(wanted, OUTER)}",
        most=most,
    )


def _part(amount: float, most: float) -> float:
    return min(1.0, max(0.0, amount / most))


def _arc(begin: float, end: float, radius: float) -> str:
    """From a part of the half circle to another, clockwise; nothing where these are the same."""
    if end <= begin:
        return ""
    return f"M{_point(begin, radius)} A{radius:g} {radius:g} 0 0 1 {_point(end, radius)}"


def _point(part: float, radius: float) -> str:
    angle = pi * part
    x, y = MIDDLE - radius * cos(angle), GROUND - radius * sin(angle)
    return f"{round(x, 2):g} {round(y, 2):g}"
