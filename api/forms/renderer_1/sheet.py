"""A sheet of a workbook, line by line, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.forms.renderer_1.markup import DECLARED, attribute, element
from api.forms.renderer_1.patterns import Pattern, Strings
from api.forms.renderer_1.styles import MAIN
from marshrut.forms.filled import Value

A3, A4 = 8, 9
SIDES: dict[int, tuple[float, float]] = {A3: (1190.5, 842.0), A4: (842.0, 595.5)}
"""Sheets of paper laid on their long side: width and height in points."""

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.45, "bottom": 0.6, "header": 0.3, "footer": 0.3}
INCH = 72
MOST_BREAKS = 1000
ZOOM = 85


class Paper(NamedTuple):
    """What a sheet is printed on, and what stands below every page."""

    size: int
    footer: str


class Sheet:
    """A sheet that is written from its top; columns are counted from 0, lines from 1.

    ``breaks`` are the lines after which a page ends, ``frozen`` how many lines and columns stay
    in sight, ``repeated`` the first and the last line of what heads every page.
    """

    def __init__(self, name: str, widths: Sequence[float], strings: Strings, paper: Paper) -> None:
        self.name, self.widths, self.paper = name, widths, paper
        self.breaks: list[int] = []
        self.frozen: tuple[int, int] | None = None
        self.repeated: tuple[int, int] | None = None
        self._strings = strings
        self._letters = [_letter(place) for place in range(len(widths))]
        self._patterns: dict[tuple[tuple[int, ...], tuple[type, ...]], Pattern] = {}
        self._rows: list[str] = []
        self._heights: list[float] = []
        self._merged: list[str] = []

    @property
    def last(self) -> int:
        """The number of the last line that was written."""
        return len(self._rows)

    def add(self, values: Sequence[Value], styles: Sequence[int], height: float) -> int:
        """Write the next line from the first column on, to the last that it has; its number."""
        line = len(self._rows) + 1
        shape = (tuple(styles), tuple(map(type, values)))
        pattern = self._patterns.get(shape)
        if pattern is None:
            pattern = self._patterns[shape] = Pattern.of(self._letters, *shape)
        self._heights.append(height)
        self._rows.append(pattern.line(line, height, values, self._strings))
        return line

    def height(self, first: int, last: int) -> float:
        """The height of the lines from the first to the last one in points."""
        return sum(self._heights[first - 1 : last])

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Make one cell of several; what stands in the first one is shown."""
        if (top, left) != (bottom, right):
            letters = self._letters
            self._merged.append(f"{letters[left]}{top}:{letters[right]}{bottom}")

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """The names that spreadsheets give to what is printed and to what is repeated."""
        quoted = "'" + self.name.replace("'", "''") + "'!"
        yield "_xlnm.Print_Area", f"{quoted}$A$1:${self._letters[-1]}${max(self.last, 1)}"
        if self.repeated:
            first, last = self.repeated
            yield "_xlnm.Print_Titles", f"{quoted}${first}:${last}"

    def xml(self, *, first: bool) -> str:
        """The part of the package that tells the sheet; the ``first`` one is shown."""
        merged = (element("mergeCell", {"ref": each}) for each in self._merged)
        breaks = self.breaks[:MOST_BREAKS]
        parts = [
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            element("dimension", {"ref": f"A1:{self._letters[-1]}{max(self.last, 1)}"}),
            element("sheetViews", {}, [self._view(first=first)]),
            '<sheetFormatPr defaultRowHeight="12"/>',
            element("cols", {}, self._columns()),
            element("sheetData", {}, self._rows),
            element("mergeCells", {"count": len(self._merged)}, merged) if self._merged else "",
            element("pageMargins", MARGINS),
            self._page(),
            _footer(self.paper.footer),
            _breaks(breaks) if breaks else "",
        ]
        return DECLARED + element("worksheet", {"xmlns": MAIN}, parts)

    def _view(self, *, first: bool) -> str:
        told: dict[str, object] = {"showGridLines": 0, "tabSelected": 1} if first else {}
        told |= {"showGridLines": 0, "zoomScale": ZOOM, "zoomScaleNormal": ZOOM}
        inside = []
        if self.frozen:
            line, place = self.frozen
            where = {"xSplit": place, "ySplit": line} if place else {"ySplit": line}
            pane = "bottomRight" if place else "bottomLeft"
            corner = f"{self._letters[place]}{line + 1}"
            told_of_pane = {"topLeftCell": corner, "activePane": pane, "state": "frozen"}
            inside = [
                element("pane", {**where, **told_of_pane}),
                element("selection", {"pane": pane, "activeCell": corner, "sqref": corner}),
            ]
        return element("sheetView", {**told, "workbookViewId": 0}, inside)

    def _columns(self) -> Iterator[str]:
        for place, width in enumerate(self.widths, 1):
            told = {"min": place, "max": place, "width": f"{width:g}", "customWidth": 1}
            yield element("col", told)

    def _page(self) -> str:
        told = {"paperSize": self.paper.size, "orientation": "landscape", "fitToHeight": 0}
        return element("pageSetup", told)


def _footer(footer: str) -> str:
    """The sheet's name, what the book is, and which page of how many."""
    said = attribute(footer.replace("&", "&&"))
    told = f"&amp;L&amp;8&amp;A&amp;C&amp;8{said}&amp;R&amp;8Стр. &amp;P из &amp;N"
    return f"<headerFooter><oddFooter>{told}</oddFooter></headerFooter>"


def _breaks(after: Sequence[int]) -> str:
    told = {"count": len(after), "manualBreakCount": len(after)}
    breaks = (element("brk", {"id": line, "max": 16383, "man": 1}) for line in after)
    return element("rowBreaks", told, breaks)


def _letter(place: int) -> str:
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
