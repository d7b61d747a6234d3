"""The lines of a sheet as XML: most are of one pattern, which is made once and filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import NoneType
from typing import NamedTuple, Self

from api.forms.renderer_1.markup import DECLARED, element, text
from api.forms.renderer_1.styles import MAIN
from api.tables import shown
from marshrut.forms.filled import Value

LINE = "\0"
"""Stands for the number of the line in a pattern."""

NUMBERS = (int, float, date)
FIRST_DAY = date(1899, 12, 30)
"""Spreadsheets count days from it, and from March 1900 on agree how."""


class Strings:
    """The texts of a book, each kept once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, said: str) -> int:
        """The number by which cells name the text."""
        return self.numbers.setdefault(said, len(self.numbers))

    def xml(self) -> str:
        """The part of the package that tells them all."""
        return DECLARED + element("sst", {"xmlns": MAIN}, map(_item, self.numbers))


def _item(said: str) -> str:
    kept = {} if said == said.strip() else {"xml:space": "preserve"}
    return element("si", {}, [element("t", kept, [text(said)])])


class Pattern(NamedTuple):
    """A line of cells of the same types and styles, with blanks for what they tell.

    ``places`` are the columns that tell something, ``said`` those blanks that are not filled with
    whole numbers.
    """

    text: str
    places: tuple[int, ...]
    said: tuple[int, ...]

    @classmethod
    def of(cls, letters: Sequence[str], styles: Sequence[int], kinds: Sequence[type]) -> Self:
        """The pattern of a line; an empty cell without a style is not written."""
        cells, places = [], []
        for place, (letter, style, kind) in enumerate(zip(letters, styles, kinds, strict=False)):
            opened = f'<c r="{letter}{LINE}" s="{style}"'
            if kind is NoneType:
                cells.append(f"{opened}/>" if style else "")
            else:
                of_text = "" if kind in NUMBERS else ' t="s"'
                cells.append(f"{opened}{of_text}><v>%s</v></c>")
                places.append(place)
        row = f'<row r="{LINE}" ht="%s" customHeight="1">{"".join(cells)}</row>'
        said = (blank for blank, place in enumerate(places) if kinds[place] is not int)
        return cls(row, tuple(places), tuple(said))

    def line(self, number: int, height: float, values: Sequence[Value], strings: Strings) -> str:
        """The line of that number with its values."""
        told: list[object] = [values[place] for place in self.places]
        for blank in self.said:
            told[blank] = _said(values[self.places[blank]], strings)
        return self.text.replace(LINE, str(number)) % (f"{height:g}", *told)


def _said(value: Value, strings: Strings) -> object:
    """What stands in a cell that is not a whole number: nothing is ever computed."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, date):
        return (value - FIRST_DAY).days
    return strings.number(shown(value))
