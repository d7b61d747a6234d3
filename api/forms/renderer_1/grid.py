"""The figures of a table: its rows block by block, or a line for each block."""

from __future__ import annotations

from collections.abc import Sequence

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.broken import Place, broken_cells, by_block, key_of, verdict
from api.forms.renderer_1.columns import Columns, Told
from api.forms.renderer_1.leads import Leads
from api.forms.renderer_1.looks import FAILS, HOLDS, Look, Looks
from api.forms.renderer_1.room import HIGHEST, height, lines
from api.forms.renderer_1.sheet import Sheet
from api.forms.renderer_1.styles import BROKEN, SMALL, TOTAL
from marshrut.forms.filled import Block, FilledRow, FilledTable, Heading, Value

CHECKED = "Проверка (строка не редактируется)"
NO_SHARE, ABSENT = "нет данных", "—"
SHARE = "%"
"""What the heading of a share says."""


class Grid:
    """A table being written on its sheet, from below its headings."""

    def __init__(
        self, sheet: Sheet, book: Book, table: FilledTable, columns: Columns, told: Told
    ) -> None:
        self._sheet, self._book, self._table = sheet, book, table
        self._leads = Leads(table, columns.widths)
        self._widths = columns.widths[len(table.leads) :]
        self._looks = Looks(book, self._leads.styles)
        self._numbers = [heading.number for heading in table.columns]
        self._absent = list(map(_absent, table.columns, told))
        self._texts = [place for place, heading in enumerate(table.columns) if heading.text]
        self._violations = by_block(table)
        self._in_blocks = table.layout == "blocks"

    def write(self, block: Block) -> float:
        """Write the lines of a block that has rows; their height in points."""
        violations = self._violations.get(key_of(block), [])
        said = verdict(violations)
        high = self._heights(block, said)
        broken = broken_cells(violations)
        top = self._sheet.last + 1
        for place, row in enumerate(block.rows):
            leads = self._leads.of_row(block, place)
            bold = place == 0 if self._in_blocks else not block.key
            look = self._looks.of(bold=bold, fill=None if block.key else TOTAL)
            marked = self._looks.of(bold=bold, fill=BROKEN)
            styles = self._styles(row, look, marked, broken)
            self._sheet.add((*leads, *self._told(row)), (*look.leads, *styles), high[place])
        if self._checked:
            self._check(f"{len(block.rows) + 1:02}", said, high[-1], holds=not violations)
        for first, last in self._leads.spans(block):
            self._sheet.merge(top, first, self._sheet.last, last)
        return sum(high)

    @property
    def _checked(self) -> bool:
        return self._in_blocks and bool(self._table.checks)

    def _heights(self, block: Block, said: str) -> list[float]:
        """The heights of the block's lines, with room for its names beside them all."""
        high = [
            max(self._leads.height(block, place), self._height(self._told(row)))
            for place, row in enumerate(block.rows)
        ]
        if self._checked:
            high.append(height(lines(said, sum(self._widths), SMALL, bold=True), SMALL))
        lacking = self._leads.height_of_names(block) - sum(high)
        more = max(lacking, 0) / len(high)
        return [min(each + more, HIGHEST) for each in high]

    def _height(self, told: Sequence[Value]) -> float:
        """The height that the texts among a row's values take."""
        counts = [
            lines(text, width, SMALL)
            for text, width in zip(told, self._widths, strict=True)
            if isinstance(text, str)
        ]
        return max(height(1), height(max(counts, default=1), SMALL))

    def _styles(self, row: FilledRow, usual: Look, marked: Look, broken: set[Place]) -> list[int]:
        """The styles of the row's figures; those that disagree are marked."""
        kinds = list(map(type, row.values))
        styles = list(map(usual.figures.__getitem__, kinds))
        for place, number in enumerate(self._numbers if broken else ()):
            if (row.number, number) in broken:
                styles[place] = marked.figures[kinds[place]]
        return styles

    def _told(self, row: FilledRow) -> Sequence[Value]:
        """The row's values; where a figure is lacking, what says so."""
        values = row.values
        if values.count(None) == sum(values[place] is None for place in self._texts):
            return values
        pairs = zip(values, self._absent, strict=True)
        return [absent if value is None else value for value, absent in pairs]

    def _check(self, number: str, said: str, high: float, *, holds: bool) -> None:
        """The line that says whether the checks of a block hold."""
        leads, places = len(self._table.leads), len(self._table.columns)
        style = self._book.style(HOLDS if holds else FAILS)
        told = (*self._leads.of_check(number, CHECKED), said, *[None] * (places - 1))
        look = self._looks.of(bold=False, fill=None).leads
        line = self._sheet.add(told, (*look, *[style] * places), high)
        self._sheet.merge(line, leads, line, leads + places - 1)


def _absent(heading: Heading, told: Sequence[Value]) -> str | None:
    """What stands where a column has no value: nothing in texts, for shares that there is none."""
    if heading.text:
        return None
    is_share = SHARE in heading.heading or float in set(map(type, told))
    return NO_SHARE if is_share else ABSENT
