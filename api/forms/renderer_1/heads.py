"""What heads a sheet: the titles, a warning, and of what, when and by whom the form is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.looks import ABOUT, NAME, NOTE, TITLE, TOLD
from api.forms.renderer_1.room import height, lines
from api.forms.renderer_1.sheet import Sheet
from api.forms.renderer_1.styles import Style

WIDE = 150
"""From this width on, in units, lines stand in two halves: what heads the sheet stays low."""

OF_NAMES, OF_TOLD = 29, 50
"""The least room for names, and for what is told beside them."""


SIGNED = "____________________ / ______________________________ /"
DATED = "«____» ____________________ 20____ г."


class Half(NamedTuple):
    """Where a line stands: its first column, the first of what is told, the end.

    Where columns leave no room for both, the name stands in one cell with what is told.
    """

    start: int
    told: int
    end: int

    @property
    def together(self) -> bool:
        """Whether both stand in one cell."""
        return self.start == self.told


def write_head(
    sheet: Sheet, book: Book, titles: Sequence[tuple[str, Style]], said: Sequence[tuple[str, str]]
) -> None:
    """The titles across the sheet, then the names and texts, and an empty line."""
    places = len(sheet.widths)
    for title, style in titles:
        number = book.style(style)
        high = height(lines(title, sum(sheet.widths), style.size, bold=style.bold), style.size)
        line = sheet.add([title, *[None] * (places - 1)], [number] * places, high)
        sheet.merge(line, 0, line, places - 1)
    halves = _halves(sheet.widths)
    for first in range(0, len(said), len(halves)):
        _write(sheet, book, halves, said[first : first + len(halves)])
    sheet.add([None] * places, [0] * places, height(1) / 2)


def write_signatures(sheet: Sheet, book: Book, posts: Sequence[str]) -> None:
    """Lines for those who sign the form on paper, and for the day."""
    places = len(sheet.widths)
    nothing: list[str | None] = [None] * (places - 1)
    for said in (*(f"{post} {SIGNED}" for post in posts), *([DATED] if posts else [])):
        sheet.add([None, *nothing], [0] * places, height(1))
        high = height(lines(said, sum(sheet.widths)))
        line = sheet.add([said, *nothing], [book.style(TOLD)] * places, high)
        sheet.merge(line, 0, line, places - 1)


def titles_of(form: str, table: str, note: str | None) -> list[tuple[str, Style]]:
    """The title of the form, of the table unless it is the same, and what must not be missed."""
    told = [(form, TITLE)]
    told += [(table, ABOUT)] if table != form else []
    return [*told, *([(note, NOTE)] if note else [])]


def _halves(widths: Sequence[float]) -> list[Half]:
    reached = list(accumulate(widths))
    middle = next(place for place, each in enumerate(reached, 1) if each >= reached[-1] / 2)
    least = min(sum(widths[:middle]), sum(widths[middle:]))
    if reached[-1] < WIDE or least < OF_NAMES + OF_TOLD:
        return [_half(widths, 0, len(widths))]
    halves = [_half(widths, 0, middle), _half(widths, middle, len(widths))]
    if any(half.together for half in halves):
        return [half._replace(told=half.start) for half in halves]
    return halves


def _half(widths: Sequence[float], start: int, end: int) -> Half:
    reached = accumulate(widths[start:end])
    told = next((place for place, each in enumerate(reached, start + 1) if each >= OF_NAMES), end)
    return Half(start, told if sum(widths[told:end]) >= OF_TOLD else start, end)


def _write(
    sheet: Sheet, book: Book, halves: Sequence[Half], said: Sequence[tuple[str, str]]
) -> None:
    places = len(sheet.widths)
    values: list[str | None] = [None] * places
    styles = [0] * places
    spans = []
    for half, (name, told) in zip(halves, said, strict=False):
        styles[half.start : half.end] = [book.style(TOLD)] * (half.end - half.start)
        values[half.told] = f"{name}: {told}" if half.together else told
        spans.append((half.told, half.end - 1))
        if not half.together:
            values[half.start] = name
            styles[half.start : half.told] = [book.style(NAME)] * (half.told - half.start)
            spans.append((half.start, half.told - 1))
    count = max(
        lines(values[first] or "", sum(sheet.widths[first : last + 1])) for first, last in spans
    )
    line = sheet.add(values, styles, height(count))
    for first, last in spans:
        sheet.merge(line, first, line, last)
