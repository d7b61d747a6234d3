"""Who entered and who left which cell: the frames of both points side by side, in Polars."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import or_, select

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.differences.cells import GROUPS, MEASURES, RISKS, STATUSES, Cell, Question
from projections.frames import among, frames_at, holds
from projections.point import valid
from projections.population import ANY, PREVIOUS_YEARS, WITHOUT_CENTRE, Filters, Scope
from projections.runner import Projections

JOINED = {WITHOUT_CENTRE: "without_centre", PREVIOUS_YEARS: "previous"}
"""The categories that no row holds, and the columns that stand for them here."""

MEASURED = ("status", "at_risk_strict", "at_risk_form")
ENTERED, LEFT = 1, -1


class Moves(NamedTuple):
    """The moves in one cell: how many cases each way, and the first of them by number."""

    cell: Cell
    entered: int
    left: int
    first: list[tuple[int, int]]
    """The numbers of cases, each with +1 for entered, -1 for left."""


class Sides(NamedTuple):
    """The rows of the question's cases that are not the same at both points."""

    before: pl.LazyFrame
    after: pl.LazyFrame


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


def changed(projections: Projections, question: Question) -> Sides:
    """The rows that are not the same at both points."""
    one, other = (_rows(projections, question, p) for p in (question.before, question.after))
    if question.before.as_of == question.after.as_of:
        schools = pl.col("organisation").is_in(_schools(projections, question))
        fresh = (pl.col("known_from") > question.before.known) | schools
        old = other.filter(~fresh).select("number", "known_from")
        one, other = one.join(old, on=["number", "known_from"], how="anti"), other.filter(fresh)
    one, other = one.drop("known_from"), other.drop("known_from")
    kept = one.collect_schema().names()
    gone = one.join(other, on=kept, how="anti", nulls_equal=True)
    come = other.join(one, on=kept, how="anti", nulls_equal=True)
    before, after = pl.collect_all([gone, come])
    return Sides(_by_category(before.lazy(), question), _by_category(after.lazy(), question))


def _rows(projections: Projections, question: Question, point: AsOf) -> pl.LazyFrame:
    """The cases of the question at the point, by what its cells may ask for."""
    chosen = among(projections, point, filters=question.filters, scope=question.scope)
    names = sorted({*question.by, *MEASURED, "status_group", "organisation"} - {"category"})
    columns = [_plain(name) for name in names]
    if "category" in question.by:
        columns.append(pl.col("categories"))
        for code, name in JOINED.items():
            asked = Filters(category=code, lifecycle=ANY)
            columns.append(among(projections, point, filters=asked, scope=Scope()).alias(name))
    rows = frames_at(projections, point).states.filter(chosen)
    return rows.select("number", "known_from", *columns)


def _plain(name: str) -> pl.Expr:
    """Codes as texts: the vocabularies of two frames may differ."""
    column = pl.col(name)
    plain = name in {"graduation_year", "at_risk_strict", "at_risk_form"}
    return column if plain else column.cast(pl.String)


def _schools(projections: Projections, question: Question) -> list[str]:
    """The organisations of which something else is known on the day: their cases may move."""
    table = projections.at(question.after.known).organisation_state
    first, last = question.before.known, question.after.known
    news = or_(
        table.c.known_from.between(first + 1, last), table.c.known_to.between(first + 1, last)
    )
    statement = select(table.c.code).where(valid(table, question.after), news).distinct()
    with projections.reading() as connection:
        return list(connection.scalars(statement))


def _by_category(rows: pl.LazyFrame, question: Question) -> pl.LazyFrame:
    """A row for each category that a case is in, where these are asked for."""
    if "category" not in question.by:
        return rows
    every = classifier("categories")
    told = [
        rows.filter(
            pl.col(JOINED[code]) if code in JOINED else holds("categories", code)
        ).with_columns(category=pl.lit(code))
        for code in every.codes
        if code in JOINED or every.get(code).extra["nature"] != "joined"
    ]
    return pl.concat(told)


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
