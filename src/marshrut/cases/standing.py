"""What the statuses of a day say together: which is the primary one, which exempt from risk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from marshrut.asof import ONE_DAY, add_months
from marshrut.cases.episodes import Episode
from marshrut.cases.statuses import status_term

LAST_PLACE_MONTHS = 4
CONTRACTS_OF_WORK = frozenset({"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"})
DAYS_KEPT = 10_000
"""Cases share their days, and careers do not begin on more of them."""


class Standing(msgspec.Struct, frozen=True, gc=False):
    """The statuses of a day (decision 0001, items 5, 11 and 12)."""

    primary: Episode | None = None
    open: tuple[str, ...] = ()
    forecast: str | None = None
    exempt: bool = False
    four_months: bool = False


NOTHING_KNOWN = Standing()


def standing(covering: Sequence[Episode], day: date) -> Standing:
    """What the episodes that cover ``day`` say, the primary one standing first."""
    if not covering:
        return NOTHING_KNOWN
    forecast, exempt, four_months = None, False, False
    for episode in covering:
        term = status_term(episode.code)
        if not term.actual:
            forecast = forecast or term.code
        exempt = exempt or term.exempts_from_risk
        if term.code in CONTRACTS_OF_WORK:
            four_months = four_months or day >= four_months_on(episode.period.start)
    codes = tuple(sorted({episode.code for episode in covering}))
    return Standing(covering[0], codes, forecast, exempt, four_months)


def rank(episode: Episode) -> tuple[int, date, int]:
    """Primary first: precedence, then the earliest start, then the latest entry (S1)."""
    precedence = status_term(episode.code).precedence
    return (precedence, episode.period.start, -episode.version)


def turns(episode: Episode) -> tuple[date, ...]:
    """The days on which the episode may change what is said."""
    start, end = episode.period.start, episode.period.end
    days = (start,) if end is None else (start, end)
    return (*days, four_months_on(start)) if episode.code in CONTRACTS_OF_WORK else days


@lru_cache(maxsize=DAYS_KEPT)
def four_months_on(start: date) -> date:
    """The first day ``D`` with ``start ≤ D - 4 months`` (decision 0001, item 12)."""
    day = add_months(start, LAST_PLACE_MONTHS)
    while add_months(day, -LAST_PLACE_MONTHS) < start:
        day += ONE_DAY
    return day
