"""The cases in the parts of the indicators that a table tells."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from marshrut.forms.definitions import Table
from projections.forms.asked import Asked
from projections.forms.cases import CATEGORY, by_categories
from projections.forms.shares import asked_indicator
from projections.frames import Frames
from projections.indicators.counting import cases_with_marks
from projections.indicators.making import Made, Part, make
from projections.restatement.blocks import in_blocks
from projections.restatement.places import PARTS
from projections.runner import Projections


def parts_of(asked: Asked, table: Table) -> Mapping[str, tuple[str, Part]]:
    """The parts of a table's shares by one name: the number of the column, and which part."""
    return {
        f"{number}:{part}": (number, part) for number in made_of(asked, table) for part in PARTS
    }


def made_of(asked: Asked, table: Table) -> dict[str, Made]:
    """The indicators that cases make, by the number of the column that tells them."""
    question = asked_indicator(asked)
    found = {
        column.number: question.definition(column.indicator, asked.point.as_of)
        for column in table.columns
        if column.indicator is not None
    }
    return {
        number: make(each, asked.point, question) for number, each in found.items() if each.computed
    }


def indicator_members(
    projections: Projections, frames: Frames, asked: Asked, table: Table
) -> pl.LazyFrame:
    """The cases that are in any part: in which of them, in all together and in their blocks."""
    made = made_of(asked, table)
    if not made:
        return pl.LazyFrame()
    flags = flags_of(made)
    found = cases_with_marks(projections, frames, made.values(), asked_indicator(asked))
    cases = found.with_columns(**flags).filter(pl.any_horizontal(*flags)).lazy()
    blocks = by_categories(projections, asked, cases) if CATEGORY in table.by else cases
    return pl.concat(in_blocks(table, cases, blocks, list(flags))).collect().lazy()


def flags_of(made: Mapping[str, Made]) -> dict[str, pl.Expr]:
    """Whether a case is in a part, by the names of ``parts_of``."""
    return {
        f"{number}:{part}": each.part(part).fill_null(value=False)
        for number, each in made.items()
        for part in PARTS
    }
