"""Drawing lots: everything that the demo leaves to chance, from generators with known seeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

SEED = 67

T = TypeVar("T")

LATE_PERCENT = 12
"""The share of news that comes months after the fact."""


def lots(*about: object) -> Random:
    """The generator for a subject: the same subject has the same fortune in every loading."""
    return Random("/".join(map(str, (SEED, *about))))  # noqa: S311 - a story, not a secret


def chance(rng: Random, percent: float) -> bool:
    """Whether what befalls so many of a hundred befalls this one."""
    return rng.random() * 100 < percent


def weighted(rng: Random, weights: Sequence[tuple[T, float]]) -> T:
    """One of the things, as often as its weight says."""
    things, shares = zip(*weights, strict=True)
    chosen: T = rng.choices(things, shares)[0]
    return chosen


def after(rng: Random, day: date, least: int, most: int) -> date:
    """A day so many days after another."""
    return day + timedelta(days=rng.randint(least, most))


def learnt(rng: Random, since: date) -> date:
    """The day on which a fact becomes known."""
    return after(rng, since, 40, 110) if chance(rng, LATE_PERCENT) else after(rng, since, 1, 20)
