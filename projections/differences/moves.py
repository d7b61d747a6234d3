"""Who entered and who left which cell: the rows that are others, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from projections.differences.cells import GROUPS, MEASURES, RISKS, STATUSES, Cell, Question
from projections.differences.changed import Sides, changed
from projections.runner import Projections

ENTERED, LEFT = 1, -1


Step = tuple[int, int]
"""The number of a case, and +1 where it entered a cell, -1 where it left."""


class Moves(NamedTuple):
    """The moves in one cell: how many cases each way, and the first of them by number."""

    cell: Cell
    entered: int
    left: int
    first: list[Step]


def moves(projections: Projections, question: Question, *, most: int) -> list[Moves]:
    """The moves in every cell that moved, with the first ``most`` cases of each."""
    sides = changed(projections, question)
    found = []
    for measure in question.measures:
        counted = gathered(_moves(sides, question, measure), [*question.by, "code"], most=most)
        found += [_told(measure, question, row) for row in counted.collect().to_dicts()]
    return sorted(found, key=_order)


def gathered(steps: pl.LazyFrame, keys: Sequence[str], *, most: int) -> pl.LazyFrame:
    """The moves of cases in each cell: ``entered``, ``left``, and the ``first`` by number."""
    return (
        steps.sort("number")
        .group_by(keys, maintain_order=True)
        .agg(
            (pl.col("step") == ENTERED).sum().alias("entered"),
            (pl.col("step") == LEFT).sum().alias("left"),
            pl.struct("number", "step").head(most).alias("first"),
        )
    )


def page_of(
    steps: pl.LazyFrame, cell: Mapping[str, object], *, after: int, limit: int
) -> list[Step]:
    """The moves in a cell, named by its keys, of cases with numbers above ``after``."""
    named = [pl.col(name).eq_missing(pl.lit(value)) for name, value in cell.items()]
    page = steps.filter(*named, pl.col("number") > after).sort("number").head(limit)
    return page.select("number", "step").collect().rows()


def first_of(row: Mapping[str, Any]) -> list[Step]:
    """The moves that ``gathered`` has put into a row."""
    return [(each["number"], each["step"]) for each in row["first"]]


def moves_in(
    projections: Projections, question: Question, cell: Cell, *, after: int, limit: int
) -> list[Step]:
    """The moves in one cell, by numbers above ``after``: as ``Moves.first``."""
    sides = changed(projections, question)
    code = cell.key.get(MEASURES[cell.measure] or "") if cell.measure not in RISKS else None
    wanted = {**{name: cell.key[name] for name in question.by}, "code": code}
    steps = _moves(sides, question, cell.measure)
    return page_of(steps, wanted, after=after, limit=limit)


def _moves(sides: Sides, question: Question, measure: str) -> pl.LazyFrame:
    """Number, key and direction of each move in the cells of a measure."""
    before, after = (_members(side, question, measure) for side in sides)
    keys = ["number", *question.by, "code"]
    left = before.join(after, on=keys, how="anti", nulls_equal=True)
    entered = after.join(before, on=keys, how="anti", nulls_equal=True)
    steps = {LEFT: left, ENTERED: entered}
    return pl.concat([rows.with_columns(step=pl.lit(step)) for step, rows in steps.items()])


def _members(rows: pl.LazyFrame, question: Question, measure: str) -> pl.LazyFrame:
    """The cases in the cells of a measure, each with its cell's key."""
    if measure in RISKS:
        rows = rows.filter(pl.col(measure))
    coded = pl.col(MEASURES[measure] or "") if measure in {STATUSES, GROUPS} else pl.lit(None)
    return rows.select("number", *question.by, coded.cast(pl.String).alias("code"))


def _told(measure: str, question: Question, row: dict[str, Any]) -> Moves:
    cell = Cell.of(measure, {name: row[name] for name in question.by}, row["code"])
    return Moves(cell, row["entered"], row["left"], first_of(row))


def _order(told: Moves) -> tuple[Any, ...]:
    """As the snapshot's rows come, and within a row the measures, the codes."""
    measure, key = told.cell.measure, told.cell.key
    row = [(value is None, str(value)) for value in key.values()]
    own = row.pop() if MEASURES[measure] else ()
    return row, list(MEASURES).index(measure), own
