"""Filling a form: every table of it at one point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from marshrut.forms.definitions import Column, Lead, Row, Table
from marshrut.forms.filled import Block, FilledRow, FilledTable, Heading, Value
from projections.forms.asked import Asked
from projections.forms.cases import counted_cases
from projections.forms.checking import violations
from projections.forms.counting import WHOLE, Counts, Key, count, keys_of
from projections.forms.measures import Persons, persons_of, texts
from projections.forms.names import Names, names_of
from projections.forms.shares import shares
from projections.frames import Frames, frames_at
from projections.runner import Projections

OVERLAP = "Пересекающиеся категории: суммы по строкам не складываются в «Всего»."


def fill(projections: Projections, asked: Asked) -> tuple[FilledTable, ...]:
    """The tables of the form, filled. What cannot be said at the point is null."""
    frames = frames_at(projections, asked.point)
    return tuple(filled_table(projections, frames, asked, table) for table in asked.form.tables)


def filled_table(
    projections: Projections,
    frames: Frames,
    asked: Asked,
    table: Table,
    known: tuple[pl.LazyFrame, Persons] | None = None,
) -> FilledTable:
    """One table of the form, filled.

    ``known``: the cases that it counts, and how many of them had which measure, for who asks more
    of them.
    """
    if known is None:
        cases = counted_cases(projections, frames, asked, table).collect().lazy()
        known = cases, persons_of(frames, asked, table, cases)
    cases, persons = known
    counts = count(projections, asked, table, cases)
    keys = [*keys_of(counts), WHOLE] if table.layout == "lines" else [WHOLE, *keys_of(counts)]
    checks = asked.checks(table)
    said = texts(persons)
    beside: dict[str, Mapping[tuple[Key, str], Value]] = {
        column.number: said for column in table.columns if column.kind == "measures"
    }
    beside |= shares(projections, asked, table)
    block = _Blocks(asked.rows(table), counts, beside, names_of(projections, asked, table, cases))
    return FilledTable(
        code=table.code,
        sheet=table.sheet,
        title=table.title,
        layout=table.layout,
        leads=tuple(map(_lead, table.leads)),
        columns=tuple(map(_heading, table.columns)),
        blocks=tuple(block.filled(table, key) for key in keys),
        checks=tuple(check.text for check in checks),
        violations=tuple(violations(table, keys, block.rows, checks, counts)),
        overlapping=table.overlapping,
        note=OVERLAP if table.overlapping else None,
    )


class _Blocks(NamedTuple):
    """What the blocks of a table are made of; ``beside``: columns that do not count, by number."""

    rows: Sequence[Row]
    counts: Counts
    beside: Mapping[str, Mapping[tuple[Key, str], Value]]
    names: Names

    def filled(self, table: Table, key: Key) -> Block:
        """The block of a key."""
        told = [
            FilledRow(
                row.number,
                self.names.leads(table, key, row),
                tuple(self._values(table, key, row.number)),
            )
            for row in self.rows
        ]
        return Block(dict(zip(table.by, key, strict=True)) if key else {}, tuple(told))

    def _values(self, table: Table, key: Key, row: str) -> Iterator[Value]:
        numbers = iter(self.counts[key, row])
        for column in table.columns:
            counted = column.kind == "count"
            yield next(numbers) if counted else self.beside[column.number].get((key, row))


def _heading(column: Column) -> Heading:
    text = column.kind == "measures"
    return Heading(column.number, column.heading, column.groups, column.width, text)


def _lead(lead: Lead) -> Heading:
    return Heading(lead.number, lead.heading, (), lead.width, text=True)
