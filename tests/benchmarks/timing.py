"""How long an answer takes, and saying so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypeVar

TIMES = 7
"""A question is asked so many times once it is warm; the middle one counts."""

LONG = 2.0
"""Seconds that an answer may take and still be asked for so often."""

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds, and what came of it."""
    began = perf_counter()
    result = work()
    return (perf_counter() - began) * 1000, result


def warm(work: Callable[[], T], *, times: int = TIMES) -> tuple[float, T]:
    """The middle of the milliseconds of several answers behind a first one, and the last."""
    first, result = timed(work)
    taken = []
    for _ in range(times if first < LONG * 1000 else 1):
        ms, result = timed(work)
        taken.append(ms)
    return median(taken), result


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
