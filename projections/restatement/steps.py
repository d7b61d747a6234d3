"""Who entered and who left which cell of a table: its cases at both points, side by side.

A step is a case that is in a cell at one of the points only: +1 where it entered, -1 where it left.
The columns of steps are ``number``, ``step`` and what names a cell (``places``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from marshrut.forms.definitions import Row, Table
from projections.forms.asked import Asked
from projections.forms.cases import CATEGORY, by_categories
from projections.forms.counting import COLUMN, ROW
from projections.forms.measures import MEASURE, given_measures
from projections.frames.frames import Frames
from projections.restatement.blocks import in_blocks
from projections.restatement.changed import (
    Sides,
    asked_about,
    changed_measures,
    changed_states,
    counted,
    sides_of,
)
from projections.restatement.compared import Compared
from projections.restatement.indicators import indicator_members, parts_of
from projections.restatement.places import STEP_KEYS
from projections.runner import Projections

AFTER = "_after"


class Moved:
    """The frames of the question, and of the cases that may have moved.

    ``changed`` has the cases whose state may be another, ``supported`` those and the ones to which
    other measures were given; ``members`` of a table are who is in its shares at both points.
    """

    def __init__(self, projections: Projections, asked: Compared) -> None:
        self._projections, self._asked = projections, asked
        self._whole = sides_of(projections, asked)
        self.sides = asked_about(projections, asked, self._whole)
        changed = changed_states(projections, asked, self.sides)
        self.changed = self.supported = self.sides.of(changed)
        if any(_has(table, "measures") for table in asked.after.form.tables):
            others = changed_measures(asked, self.sides)
            self.supported = self.sides.of(pl.concat([changed, others]).unique())
        self.members = cache(self._members_of)

    def _members_of(self, table: str) -> list[pl.LazyFrame]:
        shown = self._asked.after.form.table(table)
        return [
            indicator_members(self._projections, side, each, shown)
            for side, each in zip(self._whole, self._asked, strict=True)
        ]


def _has(table: Table, kind: str) -> bool:
    return any(column.kind == kind for column in table.columns)


def steps_of(projections: Projections, asked: Compared, table: Table, moved: Moved) -> pl.LazyFrame:
    """All steps in the cells of a table."""
    told = list(_counted(projections, asked, table, moved.changed))
    if _has(table, "measures"):
        told += _supported(projections, asked, table, moved.supported)
    if parts_of(asked.after, table):
        told.append(_shared(asked, table, *moved.members(table.code)))
    return pl.concat(told)


def _counted(
    projections: Projections, asked: Compared, table: Table, changed: Sides
) -> Iterator[pl.LazyFrame]:
    """The steps in columns that count."""
    one, other = (
        _placed(projections, each, table, side).collect().lazy()
        for side, each in zip(changed, asked, strict=True)
    )
    both = _both(one, other, ["number", "whole", *table.by])
    for row in asked.after.rows(table):
        in_row, in_row_after = _flags(ROW + row.number)
        columns = {
            column.number: (in_row & was, in_row_after & now)
            for column in table.counts
            for was, now in [_flags(COLUMN + column.number)]
        }
        moved = _steps(both.filter(in_row | in_row_after), table, columns)
        yield _named(moved, table, row, pl.col("told").alias("column"))


def _supported(
    projections: Projections, asked: Compared, table: Table, supported: Sides
) -> Iterator[pl.LazyFrame]:
    """The steps in texts of measures: a case is in one for each measure that it was given."""
    one, other = (
        _placed(projections, each, table, side)
        .join(given_measures(side, each), on="number")
        .collect()
        .lazy()
        for side, each in zip(supported, asked, strict=True)
    )
    both = _both(one, other, ["number", "whole", *table.by, MEASURE])
    texts = [column.number for column in table.columns if column.kind == "measures"]
    for row in asked.after.rows(table):
        was, now = _flags(ROW + row.number)
        moved = _steps(both, table, dict.fromkeys(texts, (was, now)), MEASURE)
        yield _named(moved, table, row, pl.col("told").alias("column"))


def _shared(asked: Compared, table: Table, one: pl.LazyFrame, other: pl.LazyFrame) -> pl.LazyFrame:
    """The steps in the parts of shares; a table of shares has one row."""
    (row,) = asked.after.rows(table)
    both = _both(one, other, ["number", "whole", *table.by])
    parts = parts_of(asked.after, table)
    moved = _steps(both, table, {part: _flags(part) for part in parts})
    column, part = (
        pl.col("told").replace_strict(
            list(parts), [place[which] for place in parts.values()], return_dtype=pl.String
        )
        for which in (0, 1)
    )
    return _named(moved, table, row, column.alias("column"), part.alias("part"))


def _placed(projections: Projections, asked: Asked, table: Table, frames: Frames) -> pl.LazyFrame:
    """Each case in all together and in its blocks, and in which rows and columns it is."""
    cases = counted(projections, asked, frames, table)
    blocks = by_categories(projections, asked, cases) if CATEGORY in table.by else cases
    flags = [row.condition.expr.alias(ROW + row.number) for row in asked.rows(table)]
    flags += [column.condition.expr.alias(COLUMN + column.number) for column in table.counts]
    return pl.concat(in_blocks(table, cases, blocks, flags))


def _both(one: pl.LazyFrame, other: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    """Both points side by side; what stands at one of them only is in nothing at the other."""
    return one.join(
        other, on=keys, how="full", nulls_equal=True, coalesce=True, suffix=AFTER
    ).with_columns(pl.col(pl.Boolean).exclude(keys).fill_null(value=False))


def _flags(name: str) -> tuple[pl.Expr, pl.Expr]:
    return pl.col(name), pl.col(name + AFTER)


def _steps(
    both: pl.LazyFrame, table: Table, cells: dict[str, tuple[pl.Expr, pl.Expr]], *more: str
) -> pl.LazyFrame:
    """A row for each step in a cell of those ``told``."""
    index = ["number", "whole", *table.by, *more]
    signs = [
        (now.cast(pl.Int8) - was.cast(pl.Int8)).alias(name) for name, (was, now) in cells.items()
    ]
    told = both.select(*index, *signs).unpivot(index=index, variable_name="told", value_name="step")
    return told.filter(pl.col("step") != 0)


def _named(moved: pl.LazyFrame, table: Table, row: Row, *names: pl.Expr) -> pl.LazyFrame:
    """The steps with all columns that name their cells."""
    there = {"row": pl.lit(row.number)}
    missing = {name: pl.lit(None, pl.String) for name in ("part", MEASURE)}
    columns = moved.collect_schema().names()
    named = {name.meta.output_name() for name in names}
    rest = {name: e for name, e in missing.items() if name not in {*columns, *named}}
    return moved.with_columns(*names, **there, **rest).select(
        "number", "step", *STEP_KEYS, *table.by
    )
