"""How much is left of so many a minute: the generic cell rate algorithm, one moment a name.

The moment is when all that was taken would be paid back, at an even pace. So nothing is reset at
the full minute, and who has waited for long may take a minute's worth at once.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from api.door.tally import Tally

WINDOW = 60.0
SLIGHT = 1e-5
"""Seconds by which sums of moments, which are large numbers, may be out."""


class Verdict(NamedTuple):
    """Whether it was allowed; how much is left; in how many seconds there is more, and all."""

    allowed: bool
    quota: int
    left: int
    retry_after: int
    reset: int


class Pace:
    """At most ``quota`` a minute for each name."""

    def __init__(self, tally: Tally, quota: int, *, clock: Callable[[], float] = time.time) -> None:
        self.quota = quota
        self._tally = tally
        self._clock = clock
        self._each = WINDOW / quota
        self._lock = Lock()

    def take(self, name: bytes, cost: float = 1) -> Verdict:
        """Take so much of what the name has, if there is as much; of the whole it is at most."""
        price = min(cost, self.quota) * self._each
        with self._lock:
            now = self._clock()
            owed = self._owed(name, now)
            full = owed + price
            if full > WINDOW + SLIGHT:
                return self._verdict(owed, full - WINDOW)
            self._tally.raise_to(name, now + full, latest=now + WINDOW)
        return self._verdict(full, 0)

    def look(self, name: bytes) -> Verdict:
        """Whether there is one left, without taking it."""
        owed = self._owed(name, self._clock())
        return self._verdict(owed, max(0.0, owed + self._each - WINDOW))

    def _owed(self, name: bytes, now: float) -> float:
        """Seconds until all is paid back; a moment that no taking led to is none of now."""
        owed = self._tally.read(name) - now
        return owed if 0 < owed <= WINDOW + SLIGHT else 0.0

    def _verdict(self, owed: float, wait: float) -> Verdict:
        left = max(0, math.floor((WINDOW - owed + SLIGHT) / self._each))
        return Verdict(wait <= SLIGHT, self.quota, left, math.ceil(wait), math.ceil(owed))
