"""From amounts to heights of a chart, and a round number for its scale to end at."""

from __future__ import annotations

from math import floor, log10
from typing import NamedTuple

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
ROOM = 1.15
WHOLE = 100.0


def round_most(largest: float, *, percent: bool = False) -> float:
    """A round number with some room above ``largest``; shares end at their whole."""
    if largest <= 0:
        return WHOLE if percent else 1.0
    wanted = largest * ROOM
    power = 10.0 ** floor(log10(wanted))
    most = next(step * power for step in NICE if step * power >= wanted * (1 - 1e-9))
    return WHOLE if percent and largest <= WHOLE < most else round(most, 10)


class Amounts(NamedTuple):
    """Amounts from nothing to ``most``, laid over so much height; those outside stand at its ends.

    Heights are counted from above, as SVG does.
    """

    most: float
    top: float
    height: float

    def at(self, amount: float) -> float:
        """How far down the amount is."""
        part = min(1.0, max(0.0, amount / self.most))
        return round(self.top + self.height * (1 - part), 1)

    def marks(self) -> list[tuple[float, float]]:
        """Where nothing, a half and the most are."""
        return [(self.at(amount), amount) for amount in (0.0, self.most / 2, self.most)]
