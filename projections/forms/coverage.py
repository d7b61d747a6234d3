"""Of how many of the cases that a form counts anything is known."""

from __future__ import annotations

import polars as pl

from marshrut.cases.statuses import NO_DATA
from projections.forms.asked import Asked
from projections.forms.cases import counted_cases
from projections.frames import frames_at
from projections.runner import Projections


def coverage(projections: Projections, asked: Asked) -> tuple[int, int]:
    """The cases of the first table with a status but ``NO_DATA``, and all of them (N5)."""
    frames = frames_at(projections, asked.point)
    cases = counted_cases(projections, frames, asked, asked.form.tables[0])
    known = (pl.col("status") != NO_DATA).sum().alias("known")
    row = cases.select(known, pl.len().alias("all")).collect().row(0)
    return int(row[0]), int(row[1])
