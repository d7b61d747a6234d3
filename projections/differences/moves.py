"""Who entered and who left which cell: the rows that are others, side by side."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from projections.differences.cells import GROUPS, MEASURES, RISKS, STATUSES, Cell, Question
from projections.differences.changed import Sides, changed
from projections.runner import Projections

ENTERED, LEFT = 1, -1


class Moves(NamedTuple):
    """The moves in one cell: how many cases each way, and the first of them by number."""

    cell: Cell
    entered: int
    left: int
    first: list[tuple[int, int]]
    """The numbers of cases, each with +1 for entered, -1 for left."""


def moves(projections: Projections, question: Question, *, most: int) -> list[Moves]:
    """The moves in every cell that moved, with the first ``most`` cases of each."""
    sides = changed(projections, question)
    found = []
    for measure in question.measures:
        told = _moves(sides, question, measure)
        keys = [*question.by, "code"]
        counted = (
            told.sort("number")
            .group_by(keys, maintain_order=True)
            .agg(
                (pl.col("step") == ENTERED).sum().alias("entered"),
                (pl.col("step") == LEFT).sum().alias("left"),
                pl.struct("number", "step").head(most).alias("first"),
            )
        )
        found += [_told(measure, question, row) for row in counted.collect().to_dicts()]
    return sorted(found, key=_order)


def moves_in(
    projections: Projections, question: Question, cell: Cell, *, after: int, limit: int
) -> list[tuple[int, int]]:
    """The moves in one cell, by numbers above ``after``: as ``Moves.first``."""
    sides = changed(projections, question)
    told = _moves(sides, question, cell.measure)
    code = cell.key.get(MEASURES[cell.measure] or "") if cell.measure not in RISKS else None
    wanted = {**{name: cell.key[name] for name in question.by}, "code": code}
    for name, value in wanted.items():
        told = told.filter(pl.col(name).eq_missing(pl.lit(value)))
    page = told.filter(pl.col("number") > after).sort("number").head(limit)
    return page.select("number", "step").collect().rows()


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
    first = [(each["number"], each["step"]) for each in row["first"]]
    return Moves(cell, row["entered"], row["left"], first)


def _order(told: Moves) -> tuple[Any, ...]:
    """As the snapshot's rows come, and within a row the measures, the codes."""
    measure, key = told.cell.measure, told.cell.key
    row = [(value is None, str(value)) for value in key.values()]
    own = row.pop() if MEASURES[measure] else ()
    return row, list(MEASURES).index(measure), own
