"""Steps of routing that fall due, and those that are overdue (F035)."""

from __future__ import annotations

import polars as pl

from marshrut.cases.routes import EXPIRED
from projections.work_lists.asking import OPEN_STATES
from projections.work_lists.framed.asking import Ask


def due_steps(ask: Ask) -> pl.LazyFrame:
    """Open steps whose last day in time is one of the next days."""
    is_open = pl.col("state").is_in(OPEN_STATES)
    soon = pl.col("due_on").is_between(ask.today, ask.last)
    return ask.each(ask.steps(is_open, soon), pl.col("due_on"))


def overdue_steps(ask: Ask) -> pl.LazyFrame:
    """Steps still open after their due date."""
    return ask.each(ask.steps(pl.col("state") == EXPIRED), pl.col("due_on"))
