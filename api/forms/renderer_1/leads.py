"""What stands before the figures: names of the block, once beside all its rows, and of each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.forms.renderer_1.looks import LEAD
from api.forms.renderer_1.room import height, lines
from api.forms.renderer_1.styles import SMALL
from api.tables import shown
from marshrut.forms.filled import Block, FilledTable, Value

SHORT = 11
"""Columns narrower than this, in units, hold codes and numbers of rows: in the middle."""


class Leads:
    """The leads of a table: those that name the block come first, those of rows after them."""

    def __init__(self, table: FilledTable, widths: Sequence[float]) -> None:
        self.widths = widths[: len(table.leads)]
        self._of_block = of_block(table)
        self._in_blocks = table.layout == "blocks"
        self.styles = [
            LEAD._replace(
                across="center" if heading.width < SHORT else "left",
                down="top" if place < self._of_block < len(table.leads) else "center",
            )
            for place, heading in enumerate(table.leads)
        ]

    def of_row(self, block: Block, place: int) -> tuple[Value, ...]:
        """What stands before a row: what names the block only before its first one."""
        leads = block.rows[place].leads
        return leads if place == 0 else (*[None] * self._of_block, *leads[self._of_block :])

    def of_check(self, number: str, label: str) -> list[Value]:
        """What stands before the line of checks."""
        told: list[Value] = [*[None] * self._of_block, number, label, *[None] * len(self.widths)]
        return told[: len(self.widths)]

    def spans(self, block: Block) -> Iterator[tuple[int, int]]:
        """Which columns the names of the block take: of all together one name takes them all."""
        named = block.rows[0].leads[: self._of_block]
        if named and all(each is None for each in named[1:]):
            yield 0, len(named) - 1
        else:
            yield from ((place, place) for place in range(len(named)))

    def height(self, block: Block, place: int) -> float:
        """The height that the leads of a row take, without what names the block."""
        told = block.rows[place].leads[self._of_block :]
        return self._height(zip(told, self.widths[self._of_block :], strict=True), bold=place == 0)

    def height_of_names(self, block: Block) -> float:
        """The height that what names the block takes."""
        named = block.rows[0].leads
        spans = self.spans(block)
        told = ((named[one], sum(self.widths[one : last + 1])) for one, last in spans)
        return self._height(told, bold=self._in_blocks or not block.key)

    def _height(self, told: Iterator[tuple[Value, float]], *, bold: bool) -> float:
        counts = (lines(shown(each), width, SMALL, bold=bold) for each, width in told)
        return height(max(counts, default=1), SMALL)


def of_block(table: FilledTable) -> int:
    """How many leads name the block: in ``blocks`` those before the number of the row."""
    rows = [row for block in table.blocks for row in block.rows]
    for place in range(len(table.leads) if table.layout == "blocks" and rows else 0):
        if all(row.leads[place] == row.number for row in rows):
            return place
    return len(table.leads)
