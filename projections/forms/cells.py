"""A cell of a form, and the cases behind it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeVar

import polars as pl

from marshrut.forms.definitions import Column, Row, Table
from marshrut.forms.filled import FilledTable, Value
from marshrut.forms.filled import Key as Named
from projections.forms.asked import Asked
from projections.forms.cases import CATEGORY, by_categories, counted_cases
from projections.forms.counting import cell, in_block
from projections.forms.filling import filled_table
from projections.forms.measures import MEASURE, given_measures
from projections.forms.shares import asked_indicator
from projections.frames import frames_at
from projections.indicators import members
from projections.population import NONE
from projections.runner import Projections

Part = Literal["numerator", "denominator"]
Piece = TypeVar("Piece", Table, Row, Column)


class UnknownCell(LookupError):  # noqa: N818 - it is a name of the domain
    """The form has no such ``field``: a table, a row, a column, or a value of a dimension."""

    def __init__(self, field: str, known: list[str]) -> None:
        super().__init__(field)
        self.field, self.known = field, known


class Cell(NamedTuple):
    """A cell by its address: the table, the block's key (empty: all together), row and column.

    ``part`` is of a share; ``measure`` narrows a text of measures to one of them.
    """

    table: str
    key: Named
    row: str
    column: str
    part: Part = "numerator"
    measure: str | None = None


def cell_cases(projections: Projections, asked: Asked, of: Cell) -> list[int]:
    """The numbers of the cases behind a cell, in their order. Raises ``UnknownCell``."""
    table, row, column = placed(asked, of)
    if column.indicator is not None:
        return _of_indicator(projections, asked, of, column.indicator)
    frames = frames_at(projections, asked.point)
    cases = counted_cases(projections, frames, asked, table)
    if CATEGORY in of.key:
        cases = by_categories(projections, asked, cases).filter(category=of.key[CATEGORY])
    if of.key:
        key = tuple(of.key[name] for name in table.by)
        cases = cases.filter(*in_block(table, key), pl.lit(value=True))
    cases = cases.filter(cell(row, column))
    if column.kind == "measures":
        given = given_measures(frames, asked)
        if of.measure is not None:
            given = given.filter(pl.col(MEASURE) == of.measure)
        cases = cases.join(given, on="number", how="semi")
    numbers: list[int] = cases.select("number").collect()["number"].sort().to_list()
    return numbers


def cell_value(projections: Projections, asked: Asked, of: Cell) -> Value:
    """What the form prints in a cell; null where its block has no case. Raises ``UnknownCell``."""
    table, _, column = placed(asked, of)
    if column.kind == "count":
        return len(cell_cases(projections, asked, of))
    return value_in(
        filled_table(projections, frames_at(projections, asked.point), asked, table), of
    )


def value_in(filled: FilledTable, of: Cell) -> Value:
    """What a filled table prints in a cell of it; null where there is no such block."""
    place = [each.number for each in filled.columns].index(of.column)
    for block in filled.blocks:
        if alike(block.key) == alike(of.key):
            return next(row.values[place] for row in block.rows if row.number == of.row)
    return None


def placed(asked: Asked, of: Cell) -> tuple[Table, Row, Column]:
    """The table, row and column of a cell. Raises ``UnknownCell``."""
    table = table_of(asked, of.table, of.key)
    row = _known("row", of.row, {row.number: row for row in asked.rows(table)})
    column = _known("column", of.column, {c.number: c for c in table.columns})
    return table, row, column


def table_of(asked: Asked, code: str, key: Named) -> Table:
    """The table, in which ``key`` can name a block. Raises ``UnknownCell``."""
    table = _known("table", code, {table.code: table for table in asked.form.tables})
    if key and set(key) != set(table.by):
        raise UnknownCell("key", list(table.by))
    return table


def alike(key: Named) -> dict[str, str | None]:
    """The key in texts: a number of it may come as one."""
    return {name: None if value is None else str(value) for name, value in key.items()}


def _known(field: str, code: str, there: dict[str, Piece]) -> Piece:
    if code not in there:
        raise UnknownCell(field, list(there))
    return there[code]


def _of_indicator(projections: Projections, asked: Asked, of: Cell, indicator: str) -> list[int]:
    question = asked_indicator(asked)
    cell_of = {name: NONE if v is None else str(v) for name, v in of.key.items()}
    return members(
        projections,
        asked.point,
        indicator=indicator,
        asked=question._replace(cell=cell_of),
        part=of.part,
    )
