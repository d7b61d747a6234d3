"""The sheet of a table: its head, headings and figures, as it is read and printed."""

from __future__ import annotations

from collections.abc import Sequence

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.columns import columns_of, told_in
from api.forms.renderer_1.grid import Grid
from api.forms.renderer_1.headings import write_headings
from api.forms.renderer_1.heads import titles_of, write_head
from api.forms.renderer_1.room import UNIT
from api.forms.renderer_1.sheet import A3, A4, INCH, MARGINS, SIDES, Paper, Sheet
from marshrut.forms.filled import FilledTable, Issue

LEAST_SCALE = 0.75
"""What would be printed smaller on A4 is printed on A3."""

MOST_FROZEN = 130
"""Leads that are wider, in units, would leave no room beside them on a screen."""

LEAST_WIDTH = 120
"""What heads a sheet has this room, in units, beside however narrow a table."""

FILLED = 0.96
"""How much of a page blocks may fill: printers and fonts differ."""


def write_table(book: Book, issue: Issue, table: FilledTable, footer: str) -> Sheet:
    """Add the sheet of a table to the book."""
    told = told_in(table)
    columns = columns_of(table, told)
    paper = Paper(_paper(columns.widths), footer)
    spare = max(LEAST_WIDTH - sum(columns.widths), 0)
    widths = (*columns.widths, spare) if spare else columns.widths
    sheet = book.sheet(table.sheet, widths, paper)
    write_head(sheet, book, titles_of(issue.title, table.title, table.note), issue.lines)
    head = sheet.last
    write_headings(sheet, book, columns)
    sheet.repeated = (head + 1, sheet.last)
    leads = sum(columns.widths[: len(table.leads)])
    sheet.frozen = (sheet.last, len(table.leads) if leads <= MOST_FROZEN else 0)
    room = max(FILLED * _page(sheet) - sheet.height(head + 1, sheet.last), 1)
    grid = Grid(sheet, book, table, columns, told)
    _write_blocks(sheet, grid, table, room, used=sheet.height(1, head))
    return sheet


def _write_blocks(
    sheet: Sheet, grid: Grid, table: FilledTable, room: float, *, used: float
) -> None:
    """Write the blocks; none is torn between pages unless it is higher than one."""
    for block in table.blocks:
        above = sheet.last
        high = grid.write(block) if block.rows else 0
        if used + high > room >= high and table.layout == "blocks":
            sheet.breaks.append(above)
            used = 0
        used = (used + high) % room


def _page(sheet: Sheet) -> float:
    """The height of a page in points of the sheet, which is shrunk to the width of the paper."""
    wide, high = SIDES[sheet.paper.size]
    printed = high - INCH * (MARGINS["top"] + MARGINS["bottom"])
    return printed / min(_scale(sheet.widths, wide), 1)


def _paper(widths: Sequence[float]) -> int:
    return A4 if _scale(widths, SIDES[A4][0]) >= LEAST_SCALE else A3


def _scale(widths: Sequence[float], wide: float) -> float:
    return (wide - INCH * (MARGINS["left"] + MARGINS["right"])) / (sum(widths) * UNIT)
