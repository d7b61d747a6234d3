"""What a trial is: something done many times over, counted, that must find no fault.

Unlike a benchmark it measures no time; unlike a test it takes as long as its aim asks. Each has a
short version in the suite, which also shows that a planted fault is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What was tried, by name, and every fault that was met, a line each."""

    counted: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """So many more of ``what`` were tried."""
        self.counted[what] = self.counted.get(what, 0) + number

    def fault(self, told: str) -> None:
        """Something came out as it never may."""
        self.faults.append(told)


@dataclass(frozen=True)
class Trial:
    """``aim`` is what must come out, in words; ``run`` gets how many rounds to go.

    ``rounds`` is the number by which the aim is met. ``run`` answers what came of them.
    """

    name: str
    about: str
    aim: str
    rounds: int
    run: Callable[[int], Outcome]
