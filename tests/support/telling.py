"""The days on which answers of a history may change, with their neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from marshrut.cases.events import CaseEvent
from tests.support.days import days_of
from tests.support.oracle import months_later

ONE_DAY = timedelta(days=1)
BEGINS = [date(year, 9, 1) for year in (2020, 2021, 2022, 2023)]


def telling_days(history: list[CaseEvent], *, months: Iterable[int] = (4, 24)) -> list[date]:
    """The days that the history names, those so many ``months`` after, the begins of years."""
    named = days_of(history)
    counted = [months_later(day, each) for day in named for each in months]
    days = {*named, *counted, *BEGINS}
    return sorted({day + step * ONE_DAY for day in days for step in (-1, 0, 1, 2)})
