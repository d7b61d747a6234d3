"""The sheets at the end: what the checks found, and how the figures were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.broken import key_of, where
from api.forms.renderer_1.heads import titles_of, write_head
from api.forms.renderer_1.leads import of_block
from api.forms.renderer_1.looks import FAILED, GROUP, HELD, LISTED
from api.forms.renderer_1.room import height, lines
from api.forms.renderer_1.sheet import A4, Paper, Sheet
from api.forms.renderer_1.styles import Style
from api.tables import shown
from marshrut.forms.filled import Filled, FilledTable, Value

CHECKS, METHOD = "Проверки", "Методика"
WIDTHS_OF_CHECKS = (24.0, 10.0, 36.0, 54.0, 12.0, 10.0, 10.0)
OF_VIOLATIONS = ("Лист", "Проверка", "Условие", "Показатель", "Где", "Слева", "Справа")
OF_SUMMARY = ("Лист", "Условие", None, None, "Итог", None, None)
SUMMARY_SPANS = ((1, 3), (4, 6))
"""Conditions and results take several columns: the violations below have more to tell."""

WIDTHS_OF_METHOD = (46.0, 108.0)
PIECE = 3000
"""A text of more letters is told in several lines: no row is high enough for it."""


def write_checks(book: Book, filled: Filled, footer: str) -> None:
    """Add the sheet that names every check, and every place in which one does not hold.

    A form that has no checks has no such sheet.
    """
    made = sum(len(table.checks) for table in filled.tables)
    if not made:
        return
    sheet = book.sheet(CHECKS, WIDTHS_OF_CHECKS, Paper(A4, footer))
    result = f"нарушений — {filled.violations}" if filled.violations else "все выполнены"
    told = f"Проверок — {made}, {result}."
    write_head(sheet, book, titles_of(filled.issue.title, CHECKS, None), [("Итог", told)])
    _list(sheet, book, OF_SUMMARY, GROUP, SUMMARY_SPANS)
    for table in filled.tables:
        _write_summary(sheet, book, table)
    if filled.violations:
        nothing = [None] * len(WIDTHS_OF_CHECKS)
        sheet.add(nothing, [0] * len(nothing), height(1))
        _list(sheet, book, OF_VIOLATIONS, GROUP)
    for table in filled.tables:
        for violation in _violations(table):
            _list(sheet, book, violation, LISTED)


def _write_summary(sheet: Sheet, book: Book, table: FilledTable) -> None:
    found = Counter(each.text for each in table.violations)
    for text in table.checks:
        result, style = (f"нарушений: {found[text]}", FAILED) if found[text] else ("верно", HELD)
        told = (table.sheet, text, None, None, result, None, None)
        _list(sheet, book, told, LISTED, SUMMARY_SPANS, result=style)


def _violations(table: FilledTable) -> Iterator[tuple[Value, ...]]:
    """What there is to tell of each violation; its block by what names it."""
    first = of_block(table)
    named = {key_of(block): block.rows[0].leads[:first] for block in table.blocks if block.rows}
    for each in table.violations:
        block = " · ".join(filter(None, map(shown, named.get(tuple(each.key.values()), ()))))
        yield table.sheet, each.check, each.text, block, where(each), each.left, each.right


def write_method(book: Book, filled: Filled, footer: str) -> None:
    """Add the sheet that tells how the figures were made."""
    sheet = book.sheet(METHOD, WIDTHS_OF_METHOD, Paper(A4, footer))
    write_head(sheet, book, titles_of(filled.issue.title, METHOD, None), ())
    for name, text in filled.issue.method:
        for place, piece in enumerate(_pieces(text)):
            _list(sheet, book, (None if place else name, piece), LISTED)


def _pieces(text: str) -> Iterator[str]:
    """The text in parts that a row can show, paragraphs kept together as far as they go."""
    part = ""
    for paragraph in text.split("\n"):
        for piece in wrap(paragraph, PIECE) if len(paragraph) > PIECE else [paragraph]:
            if part and len(part) + len(piece) > PIECE:
                yield part
                part = piece
            else:
                part = f"{part}\n{piece}" if part else piece
    yield part


def _list(
    sheet: Sheet,
    book: Book,
    told: Sequence[Value],
    style: Style,
    spans: Sequence[tuple[int, int]] = (),
    *,
    result: Style | None = None,
) -> None:
    """Write a line as high as its highest text.

    ``spans`` are columns that make one cell; ``result`` is how the last one of them looks.
    """
    ends = dict(spans)
    count = max(
        lines(shown(value), sum(sheet.widths[place : ends.get(place, place) + 1]))
        for place, value in enumerate(told)
    )
    styles = [book.style(style)] * len(told)
    if result:
        first, last = spans[-1]
        styles[first : last + 1] = [book.style(result)] * (last + 1 - first)
    line = sheet.add(told, styles, height(count))
    for first, last in spans:
        sheet.merge(line, first, line, last)
