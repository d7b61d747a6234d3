"""Final-year students without a career track: the forecast risk group (domain 4.3)."""

from __future__ import annotations

import polars as pl

from projections.work_lists.framed.asking import Ask
from projections.work_lists.tracks import AT_RISK_FORECASTS


def undecided_tracks(ask: Ask) -> pl.LazyFrame:
    """No forecast, or one of being undecided or at risk."""
    forecast = pl.col("forecast")
    undecided = forecast.is_null() | forecast.is_in(AT_RISK_FORECASTS)
    return ask.named(ask.cases.filter(undecided), pl.col("graduation_year"))
