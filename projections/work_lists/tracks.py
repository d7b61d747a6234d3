"""Final-year students without a career track: the forecast risk group (domain 4.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_

from projections.work_lists.asking import Ask

AT_RISK_FORECASTS = ("F_UNDECIDED", "F_AT_RISK")


def undecided_tracks(ask: Ask) -> Select[Any]:
    """No forecast, or one of being undecided or at risk; who graduates first comes first."""
    state = ask.slot.case_state
    forecast = state.c.forecast
    undecided = or_(forecast.is_(None), forecast.in_(AT_RISK_FORECASTS))
    return ask.cases(forecast).where(undecided).order_by(state.c.graduation_year)
