"""How much room texts take, by the look of the letters: no font is asked, no machine differs."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from api.forms.renderer_1.styles import BODY, SMALL

UNIT = BODY / 2
"""The width of a digit of the book's type in points: what columns are measured in."""

LETTER = 0.49
"""How wide a letter is on average, of the size of the type: a little more than it is."""

BOLDER = 1.08
"""How much wider bold letters are."""

PITCH = 1.18
"""From line to line, of the size of the type."""

EDGE = 4.0
"""What a cell leaves free on both sides together, in points."""

HIGHEST = 400.0
"""The highest row that every spreadsheet shows, in points, is 409."""

LONG = 400
"""From so many letters on lines are reckoned, not laid out."""

LOST = 1.08
"""What is lost at the ends of lines."""


def letters(points: float, size: float) -> int:
    """How many letters of a size stand side by side in so many points."""
    return max(int((points - EDGE) / (size * LETTER)), 1)


def lines(text: str, width: float, size: float = BODY, *, bold: bool = False) -> int:
    """In how many lines a text stands in a column of so many units."""
    return wrapped(text, letters(width * UNIT, size * BOLDER if bold else size))


@lru_cache(maxsize=16_384)
def wrapped(text: str, room: int) -> int:
    """In how many lines of so many letters a text stands, broken at blanks."""
    if len(text) <= room and "\n" not in text:
        return 1
    if len(text) > LONG:
        return sum(ceil(len(each) * LOST / room) or 1 for each in text.split("\n"))
    return sum(_laid_out(each, room) for each in text.split("\n"))


def _laid_out(text: str, room: int) -> int:
    count, used = 1, 0
    for word in text.split(" "):
        size = len(word)
        if used and used + 1 + size > room:
            count, used = count + 1, 0
        used += size + bool(used)
        if used > room:
            count, used = count + (used - 1) // room, (used - 1) % room + 1
    return count


def longest_word(text: str, size: float = SMALL) -> float:
    """The width of the longest word in points, with the edges of its cell."""
    return max(map(len, text.split()), default=0) * size * LETTER + EDGE


def height(count: int, size: float = BODY) -> float:
    """The height of so many lines, in whole quarters of a point."""
    return min(ceil((count * size * PITCH + 2.5) * 4) / 4, HIGHEST)
