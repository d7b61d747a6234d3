"""A bar in parts, as long as its whole is beside the longest of its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 240.0, 16.0
ORDER = (
    *("EMPLOYED", "EDUCATION", "SERVICE", "LEAVE", "BARRIER"),
    *("AT_RISK", "FORECAST", "OTHER", "EXCLUDED", "NO_DATA"),
)
"""The groups as they are drawn, from left to right."""


class Part(NamedTuple):
    """A part of a bar: which group, how many, where."""

    group: str
    number: int
    x: float
    width: float


class Bar(NamedTuple):
    """The parts of a whole."""

    parts: list[Part]
    width: float
    height: float


def stacked(
    counts: Mapping[str, int],
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    order: Sequence[str] = ORDER,
) -> Bar:
    """The counts as parts of the whole width."""
    whole = sum(counts.values())
    parts: list[Part] = []
    x = 0.0
    for group in order:
        count = counts.get(group, 0)
        if count:
            part = width * count / whole
            parts.append(Part(group, count, round(x, 2), round(part, 2)))
            x += part
    return Bar(parts, width, height)


def groups_of(row: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The counts of a row of the snapshot by group; those of whom nothing is known stand apart."""
    unknown = row["statuses"].get("NO_DATA", 0)
    counts = dict(row["groups"])
    counts["OTHER"] = counts.get("OTHER", 0) - unknown
    counts["NO_DATA"] = unknown
    return {group: count for group, count in counts.items() if count > 0}


def heat(part: int, whole: int, steps: int = 5) -> int:
    """In which of so many steps of warmth a share falls, from 0."""
    return min(steps - 1, part * steps // whole) if whole else 0
