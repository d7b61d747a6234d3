"""Counting the cells of a table: cases that are alike are counted together, then once per cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from marshrut.forms.conditions import INPUTS
from marshrut.forms.definitions import Column, Row, Table
from projections.forms.asked import Asked
from projections.forms.cases import CATEGORY, INDUSTRY, by_categories
from projections.runner import Projections

Key = tuple[Any, ...]
"""The values of a table's dimensions; empty for all together."""

Counts = Mapping[tuple[Key, str], Sequence[int]]
"""For a block and a row: the numbers in its counting columns."""

WHOLE: Key = ()

ROW, COLUMN = "row:", "column:"
"""What begins the names of the flags of the rows and columns that a case is in."""


def count(projections: Projections, asked: Asked, table: Table, cases: pl.LazyFrame) -> Counts:
    """The numbers of every block that has any case, and of all cases together."""
    whole = blocks = _alike(cases, table)
    if CATEGORY in table.by:
        blocks = by_categories(projections, asked, whole.lazy()).collect()
    rows, by = asked.rows(table), list(table.by)
    sums = [_sum(row.number, column.number) for row in rows for column in table.counts]
    flags = {ROW + row.number: row.condition.expr for row in rows}
    flags |= {COLUMN + column.number: column.condition.expr for column in table.counts}
    # They are few by now: to plan hundreds of sums would take longer than to do them.
    all_together = whole.with_columns(**flags).select(sums)
    by_block = blocks.with_columns(**flags).group_by(by).agg(sums).sort(by)
    counts: dict[tuple[Key, str], Sequence[int]] = {}
    for values in (all_together.row(0), *by_block.iter_rows()):
        key, numbers = ((), values) if len(values) == len(sums) else _parted(values, len(by))
        for place, row in enumerate(rows):
            first = place * len(table.counts)
            counts[key, row.number] = numbers[first : first + len(table.counts)]
    return counts


def _parted(values: Key, dimensions: int) -> tuple[Key, Key]:
    return values[:dimensions], values[dimensions:]


def keys_of(counts: Counts) -> list[Key]:
    """The blocks, in the order in which they stand: by the values of their dimensions."""
    keys = {key for key, _ in counts if key != WHOLE}
    return sorted(keys, key=lambda key: [(value is None, str(value)) for value in key])


def cell(row: Row, column: Column) -> pl.Expr:
    """The cases in the cell."""
    return row.condition.expr & column.condition.expr


def in_block(table: Table, key: Key) -> Iterator[pl.Expr]:
    """The cases in a block, as far as its columns say it."""
    for name, value in zip(table.by, key, strict=True):
        if name != CATEGORY:
            asked = pl.col(name)
            yield asked.is_null() if value is None else asked.cast(pl.String) == str(value)


def _alike(cases: pl.LazyFrame, table: Table) -> pl.DataFrame:
    """How many cases are alike in all that the table asks of them."""
    joined = [INDUSTRY] if table.asks_industry else []
    beside = ["organisation", "programme_code", "graduation_year"] if CATEGORY in table.by else []
    dimensions = [name for name in table.by if name != CATEGORY]
    names = list(dict.fromkeys([*dimensions, *INPUTS, *joined, *beside]))
    plain = {name: pl.col(name).cast(pl.String) for name in dimensions}
    return cases.group_by(names).agg(pl.len().alias("n")).with_columns(**plain).collect()


@cache  # hundreds a table, and always the same
def _sum(row: str, column: str) -> pl.Expr:
    inside = pl.col(ROW + row) & pl.col(COLUMN + column)
    counted = pl.when(inside).then(pl.col("n")).otherwise(0)
    return counted.sum().cast(pl.Int64).alias(f"{row}:{column}")
