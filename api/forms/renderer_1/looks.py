"""What the cells of a form look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import NoneType
from typing import NamedTuple

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.styles import GREEN, GREY, RED, SHADE, SMALL, Style

HEADING = Style(size=SMALL, across="center", border=True, fill=SHADE)
COUNT = Style(across="center", border=True, wrapped=False)
SAID = Style(size=SMALL, border=True)
CHECK = Style(size=SMALL, border=True, fill=SHADE)

TITLE = Style(size=13, bold=True)
ABOUT = Style(bold=True, size=10)
NOTE = Style(italic=True, colour=RED)
NAME = Style(colour=GREY, down="top")
TOLD = Style(down="top")
GROUP = HEADING._replace(bold=True)
TURNED = HEADING._replace(turned=True)
NUMBERED = HEADING._replace(italic=True, wrapped=False)
LEAD = Style(size=SMALL, border=True)
HOLDS = CHECK._replace(colour=GREEN)
FAILS = CHECK._replace(colour=RED, bold=True)
LISTED = Style(border=True, down="top")
HELD = LISTED._replace(colour=GREEN)
FAILED = LISTED._replace(colour=RED, bold=True)


class Look(NamedTuple):
    """How a line looks: the styles of its leads, and of its figures by type."""

    leads: tuple[int, ...]
    figures: Mapping[type, int]


class Looks:
    """How the lines of a table look, given how its leads do when nothing is stressed."""

    def __init__(self, book: Book, leads: Sequence[Style]) -> None:
        self._book, self._leads = book, leads
        self._made: dict[tuple[bool, str | None], Look] = {}

    def of(self, *, bold: bool, fill: str | None) -> Look:
        """The look of lines that are stressed or not, of a colour or none."""
        made = self._made.get((bold, fill))
        if made is None:
            leads = (each._replace(bold=bold, fill=fill) for each in self._leads)
            figures = _figures(self._book, bold=bold, fill=fill)
            made = self._made[bold, fill] = Look(tuple(map(self._book.style, leads)), figures)
        return made


def _figures(book: Book, *, bold: bool, fill: str | None) -> Mapping[type, int]:
    count = COUNT._replace(bold=bold, fill=fill)
    text = book.style(SAID._replace(fill=fill))
    return {
        int: book.style(count._replace(format="0")),
        float: book.style(count._replace(format="0.0")),
        NoneType: book.style(count._replace(size=SMALL, wrapped=True)),
        date: book.style(count._replace(format="dd.mm.yyyy")),
        str: text,
        bool: text,
    }
