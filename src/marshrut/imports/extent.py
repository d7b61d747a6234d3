"""How far a workbook spreads when it is read: known before it is, as reading it fills the memory.

A sheet is read as a full rectangle, and each of its cells gets a text of its own: one cell far
away, or one long text that many cells share, would take gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn
from xml.parsers.expat import ParserCreate, XMLParserType

from marshrut.imports.problems import bad_file

MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 3_000_000
MOST_TEXT = 100_000_000
"""Characters in all the cells of a sheet."""

PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{1,7})")
"""Where a cell or a row says it stands."""

SHARED = "s"
NUL = b"\0"


def check_extent(parts: Sequence[bytes]) -> None:
    """Raise ``BadFile`` for a sheet among the parts that would be too large, or for no XML.

    Any part may be taken for a sheet, or for the texts that sheets share, whatever its name.
    Raises ``ExpatError`` for XML that is not well-formed.
    """
    extents = [_extent(part) for part in parts]
    longest = max((extent.longest for extent in extents), default=0)
    for part, extent in zip(parts, extents, strict=True):
        extent.check()
        if extent.shared * longest > MOST_TEXT:
            _check_text(part, parts)


def check_columns(columns: int) -> None:
    """Raise ``BadFile`` for more than a list has."""
    if columns > MOST_COLUMNS:
        raise bad_file("TOO_LARGE", what=f"{columns} колонок", limit=f"{MOST_COLUMNS} колонок")


def check_rows(rows: int) -> None:
    """Raise ``BadFile`` for more than a list has."""
    if rows > MOST_ROWS:
        raise bad_file("TOO_LARGE", what=f"строка {rows}", limit=f"{MOST_ROWS} строк")


def check_cells(cells: int) -> None:
    """Raise ``BadFile`` for more than is held at once."""
    if cells > MOST_CELLS:
        raise bad_file("TOO_LARGE", what=f"{cells} ячеек", limit=f"{MOST_CELLS} ячеек")


class _Extent:
    """What the elements of one part come to, were it a sheet, or shared texts."""

    def __init__(self) -> None:
        self.rows = self.columns = self.shared = self.longest = 0
        self._row = self._column = self._text = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row = _placed(attributes)[1] or self._row + 1
            self._column = 0
            self.rows = max(self.rows, self._row)
            check_rows(self.rows)  # there is no need to count on
        elif name == "si":
            self._text = 0
        elif ":" in name:  # whatever its prefix
            self.begin(name.rpartition(":")[2], attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        column, row = _placed(attributes)
        self._column = column or self._column + 1
        self._row = row or self._row
        self.columns = max(self.columns, self._column)
        self.rows = max(self.rows, self._row)
        self.shared += attributes.get("t") == SHARED

    def said(self, text: str) -> None:
        self._text += len(text)
        self.longest = max(self.longest, self._text)

    def check(self) -> None:
        check_rows(self.rows)
        check_columns(self.columns)
        check_cells(self.rows * self.columns)


def _extent(part: bytes) -> _Extent:
    extent = _Extent()
    parser = _parser(part)
    parser.StartElementHandler = extent.begin
    if b"<si" in part or b":si" in part:
        parser.CharacterDataHandler = extent.said
    parser.Parse(part, True)
    return extent


def _placed(attributes: dict[str, str]) -> tuple[int, int]:
    """The column and the row that are said, from 1; 0 where none is."""
    if "r" not in attributes:
        return 0, 0
    found = PLACE.fullmatch(attributes["r"])
    if found is None:
        raise bad_file("UNREADABLE")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])


def _parser(part: bytes) -> XMLParserType:
    if NUL in part:  # UTF-16, or worse
        raise bad_file("UNREADABLE")
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse  # entities, files elsewhere
    return parser


def _refuse(*_declared: object) -> NoReturn:
    raise bad_file("UNREADABLE")


def _check_text(part: bytes, parts: Sequence[bytes]) -> None:
    """Raise ``BadFile`` for a sheet whose cells share more text than is held at once."""
    lengths = [len(text) for other in parts for text in _texts(other, "si")]
    shared = (int(text) for text in _texts(part, "v") if text.isdecimal())
    total = sum(lengths[place] for place in shared if place < len(lengths))
    if total > MOST_TEXT:
        limit = f"{MOST_TEXT // 1_000_000} млн знаков"
        raise bad_file("TOO_LARGE", what=f"{total // 1_000_000} млн знаков", limit=limit)


def _texts(part: bytes, element: str) -> list[str]:
    """What stands in each such element; of a cell only if it shares its text."""
    texts: list[str] = []
    shares, inside = True, False

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal shares, inside
        local = name.rpartition(":")[2]
        if local == "c":
            shares = attributes.get("t") == SHARED
        elif local == element and shares:
            inside = True
            texts.append("")

    def said(text: str) -> None:
        if inside:
            texts[-1] += text

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name.rpartition(":")[2] != element

    parser = _parser(part)
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = said
    parser.Parse(part, True)
    return texts
