"""The cases that a table counts: one row each, with what its blocks and conditions ask for."""

from __future__ import annotations

import polars as pl

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.forms.conditions import INPUTS, condition
from marshrut.forms.definitions import Table
from projections.employers import register_at
from projections.forms.asked import LIFECYCLES, Asked
from projections.frames import among
from projections.frames.encoding import key_of
from projections.frames.frames import Frames
from projections.frames.population import in_category
from projections.runner import Projections

CATEGORY, EMPLOYER, INDUSTRY = "category", "employer", "industry"
OPK = "OPK"


def industries_at(projections: Projections, point: AsOf) -> dict[str, str | None]:
    """Of every registered employer, by its ИНН, the industry: ``OPK`` where it is of that."""
    register = register_at(projections, point)
    return {inn: OPK if told.opk else told.industry for inn, told in register.items()}


def counted_cases(
    projections: Projections, frames: Frames, asked: Asked, table: Table
) -> pl.LazyFrame:
    """The cases of the table: their number, its dimensions but categories, and ``INPUTS``."""
    where = among(
        projections,
        asked.point,
        filters=asked.filters,
        scope=asked.scope,
        lifecycles=LIFECYCLES[table.population],
    )
    cases = frames.states.filter(where)
    if table.asks_industry:
        cases = _with_employers(projections, asked.point, cases)
    joined = [INDUSTRY, EMPLOYER] if table.asks_industry else []
    named = [name for name in table.by if name not in {CATEGORY, EMPLOYER}]
    needed = dict.fromkeys(
        ["number", *named, *INPUTS, *joined, "organisation", "programme_code", "programme_name"]
        + (["graduation_year"] if CATEGORY in table.by else [])
    )
    return cases.filter(condition(table.among).expr).select(*needed)


def by_categories(projections: Projections, asked: Asked, cases: pl.LazyFrame) -> pl.LazyFrame:
    """Each case once for every category that it is in."""
    slot, point = projections.at(asked.point.known), asked.point
    return pl.concat(
        cases.filter(in_category(projections, slot, point, code)).with_columns(
            category=pl.lit(code)
        )
        for code in classifier("categories").codes
    )


def _with_employers(projections: Projections, point: AsOf, cases: pl.LazyFrame) -> pl.LazyFrame:
    """The employer of the primary status, where the register knows it, and its industry."""
    known = industries_at(projections, point)
    keys = [key_of(inn) for inn in known]
    told: dict[str, list[str | None]] = {EMPLOYER: [*known], INDUSTRY: [*known.values()]}
    columns = {
        name: pl.col(EMPLOYER).replace_strict(
            pl.Series(keys, dtype=pl.UInt64),
            pl.Series(values, dtype=pl.String),
            default=None,
            return_dtype=pl.String,
        )
        for name, values in told.items()
    }
    return cases.with_columns(**columns)
