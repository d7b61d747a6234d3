"""Cases of which nobody has said anything new for longer than the cadence allows."""

from __future__ import annotations

import polars as pl

from projections.cadence_cases import with_news
from projections.work_lists.framed.asking import Ask


def stale_cases(ask: Ask) -> pl.LazyFrame:
    """Cases that miss their cadence, as what falls due by cadences reads it (decision 0006)."""
    told = with_news(ask.frames, ask.cases, ask.regions)
    stale = told.filter(pl.col("stale_by").is_not_null())
    return ask.named(stale, pl.max_horizontal("status_on", "confirmed_on"))
