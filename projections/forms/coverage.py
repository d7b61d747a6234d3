"""Of how many of the cases that a form counts anything is known."""

from __future__ import annotations

import polars as pl

from marshrut.cases.statuses import NO_DATA
from marshrut.forms.definitions import Table
from projections.forms.asked import LIFECYCLES, Asked
from projections.forms.cases import counted_cases
from projections.frames import among, frames_at
from projections.population import Filters
from projections.runner import Projections


def coverage(projections: Projections, asked: Asked) -> tuple[int, int]:
    """The cases of the first table with a status but ``NO_DATA``, and all of them (N5)."""
    frames, table = frames_at(projections, asked.point), asked.form.tables[0]
    if table.source is None:
        cases = counted_cases(projections, frames, asked, table)
    else:
        cases = frames.states.filter(_of_school(projections, asked, table))
    known = (pl.col("status") != NO_DATA).sum().alias("known")
    row = cases.select(known, pl.len().alias("all")).collect().row(0)
    return int(row[0]), int(row[1])


def _of_school(projections: Projections, asked: Asked, table: Table) -> pl.Expr:
    """All cases of the organisation: tables with sources take of them what they need."""
    return among(
        projections,
        asked.point,
        filters=Filters(organisation=asked.filters.organisation),
        scope=asked.scope,
        lifecycles=LIFECYCLES[table.population],
    )
