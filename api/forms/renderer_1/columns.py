"""How the columns of a table stand: how wide, and whether their headings are turned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from api.forms.renderer_1.room import (
    EDGE,
    HIGHEST,
    LETTER,
    LOST,
    PITCH,
    UNIT,
    height,
    letters,
    lines,
    longest_word,
    wrapped,
)
from api.forms.renderer_1.styles import SMALL
from marshrut.forms.filled import FilledTable, Heading, Value

NARROWEST = 5.5
"""Room for four digits."""

WIDEST = 200.0
"""What a text in no row however high has room for: spreadsheets refuse columns over 255."""

LACKING = 6
"""The letters of the longest word that says that there is no value."""

STEP = 0.5
MOST_LINES = 5
"""A heading of more lines is turned."""

TALLEST = 200.0
HEIGHTS = (80.0, 100.0, 120.0, 140.0, 160.0, 180.0, TALLEST)
"""Heights of a line of turned headings in points, of which the first that does is taken."""

Told = Sequence[Sequence[Value]]
"""The values of each column of figures."""


class Columns(NamedTuple):
    """How the columns of a table stand: widths in units, which headings are turned, how high."""

    headings: tuple[Heading, ...]
    widths: tuple[float, ...]
    turned: tuple[bool, ...]
    height: float

    @property
    def levels(self) -> int:
        """How many lines of groups stand above the headings."""
        return max(len(heading.groups) for heading in self.headings)


def told_in(table: FilledTable) -> Told:
    """What the columns of figures tell, each from its top."""
    rows = [row.values for block in table.blocks for row in block.rows]
    return list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)


def columns_of(table: FilledTable, told: Told) -> Columns:
    """The columns laid out: headings that do not fit are turned, and narrow."""
    headings = (*table.leads, *table.columns)
    least = [*(lead.width for lead in table.leads), *map(_least, table.columns, told)]
    counts = [heading for heading in table.columns if not heading.text]
    all_turned = any(map(_does_not_fit, counts))
    turned = (
        *map(_does_not_fit, table.leads),
        *(all_turned and not heading.text for heading in table.columns),
    )
    upright = [
        height(lines(h.heading, h.width, SMALL), SMALL)
        for h, is_turned in zip(headings, turned, strict=True)
        if not is_turned
    ]
    sideways = [
        (heading, low) for heading, low, is_turned in zip(headings, least, turned, strict=True)
        if is_turned
    ]  # fmt: skip
    high = max([_height_of(sideways), *upright]) if sideways else max(upright)
    widths = tuple(
        _narrowest(heading, low, high) if is_turned else max(heading.width, low)
        for heading, low, is_turned in zip(headings, least, turned, strict=True)
    )
    return Columns(headings, widths, turned, high)


def _least(heading: Heading, told: Sequence[Value]) -> float:
    """What the column must have whatever its heading says."""
    if heading.text:
        longest = max((len(each) for each in told if isinstance(each, str)), default=0)
        points = longest * LOST * SMALL * LETTER * SMALL * PITCH / HIGHEST
        return max(heading.width, min(points // UNIT + 2, WIDEST))
    figures = (LACKING if each is None else len(str(each)) for each in set(told))
    return max(NARROWEST, max(figures, default=0) + 1.5)


def _does_not_fit(heading: Heading) -> bool:
    """Whether a heading cannot stand as it is: a word is too long, or its lines are too many."""
    wide = longest_word(heading.heading) > heading.width * UNIT
    return wide or lines(heading.heading, heading.width, SMALL) > MOST_LINES


def _height_of(sideways: Sequence[tuple[Heading, float]]) -> float:
    """The least height with which no turned column is wider than it was meant to be."""
    for high in HEIGHTS:
        if all(_narrowest(h, low, high) <= max(h.width, low) for h, low in sideways):
            return high
    return TALLEST


def _narrowest(heading: Heading, least: float, high: float) -> float:
    """The least width in which a turned heading of that height stands whole."""
    count = wrapped(heading.heading, letters(high, SMALL))
    needed = (count * SMALL * PITCH + EDGE) / UNIT
    return max(least, -(-needed // STEP) * STEP)
