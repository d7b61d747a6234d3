"""The cases of a question: their states, and what breakdowns ask beside (domain 9.0 N9)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_

import polars as pl
from sqlalchemy import select

from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from projections.frames import Frames, among
from projections.indicators.asked import Asked
from projections.point import covers
from projections.population import NONE
from projections.runner import Projections

LIFECYCLES = frozenset({FINAL_YEAR, *IN_COHORT})
OF_CASES = (
    "number",
    "lifecycle",
    "organisation",
    "programme_code",
    "ugps",
    "study_form",
    "graduation_year",
    "graduated_on",
    "funding",
    "sex",
    "municipality",
    "nosology",
    "categories",
    "status",
    "status_group",
    "in_specialty",
    "open",
    "forecast",
    "at_risk_strict",
    "at_risk_form",
)
OF_ORGANISATIONS = {"region": "region_code", "founder_type": "founder_type"}
LEVEL_AT, LEVEL_LONG = 3, 2
"""Where a programme's code says its level: 08.01.07 trains workers, 08.02.01 specialists."""

DISJOINT = (
    "region",
    "organisation",
    "founder_type",
    "programme_code",
    "ugps",
    "level",
    "study_form",
    "funding",
    "graduation_year",
    "nosology",
    "municipality",
    "sex",
    "lifecycle",
)
"""Dimensions whose rows add up to the whole."""

CATEGORY, MEASURE_KIND = "category", "measure_kind"
OVERLAPPING = (CATEGORY, MEASURE_KIND)
"""Dimensions of which a case may have several values."""


def cases_of(projections: Projections, frames: Frames, asked: Asked) -> pl.DataFrame:
    """The students and graduates that the question is about, one row each."""
    point = frames.point
    where = among(
        projections, point, filters=asked.filters, scope=asked.scope, lifecycles=LIFECYCLES
    )
    cell = {name: value for name, value in asked.cell.items() if name not in OVERLAPPING}
    found = frames.states.filter(where).select(OF_CASES).collect()
    found = found.with_columns(**_of_organisations(projections, frames), level=_level())
    return found.filter(_in_cell(cell)) if cell else found


def _in_cell(cell: Mapping[str, str]) -> pl.Expr:
    parts = [
        pl.col(name).is_null() if value == NONE else pl.col(name).cast(pl.String) == value
        for name, value in cell.items()
    ]
    return reduce(and_, parts)


def _level() -> pl.Expr:
    level = pl.col("programme_code").cast(pl.String).str.slice(LEVEL_AT, LEVEL_LONG)
    return level.replace("", None)


def _of_organisations(projections: Projections, frames: Frames) -> dict[str, pl.Expr]:
    """What is known of the organisation of a case at the point."""
    table = projections.at(frames.point.known).organisation_state
    columns = [table.c.code, *(table.c[name] for name in OF_ORGANISATIONS.values())]
    statement = select(*columns).where(covers(table, frames.point))
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    codes = [row.code for row in rows]
    code = pl.col("organisation").cast(pl.String)
    return {
        name: code.replace_strict(
            codes, [getattr(row, of) for row in rows], default=None, return_dtype=pl.String
        )
        for name, of in OF_ORGANISATIONS.items()
    }
