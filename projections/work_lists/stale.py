"""Cases of which nobody has said anything new for longer than the cadence allows (F015, F106)."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
)

from marshrut.cases.contents import Confirmation
from marshrut.cases.lifecycle import FINAL_YEAR, GRADUATED
from marshrut.classifiers import classifier
from projections.case_list import COLUMNS
from projections.point import covers, known
from projections.work_lists.asking import Ask
from projections.work_lists.cadences import COHORTS, GRACE, cadence, interval, named_regions

FORECAST = "FORECAST"


def stale_cases(ask: Ask) -> Select[Any]:
    """Cases whose last news is older than their cadence, or that have none; the oldest first.

    News is the start of an actual status, or a confirmation, on or before the date.
    """
    state, school = ask.slot.case_state, ask.slot.organisation_state
    at_home = and_(school.c.code == state.c.organisation, covers(school, ask.point))
    code = _cadence(ask)
    followed = (
        ask.cases(code.label("cadence"), _status_on(ask), _confirmed_on(ask))
        .select_from(state.outerjoin(school, at_home))
        .where(code.is_not(None))
        .cte("followed")
        .prefix_with("MATERIALIZED")  # else the news would be looked up once for each mention
    )
    c = followed.c
    last_on = _later(c.status_on, c.confirmed_on).label("last_on")
    is_stale = or_(last_on.is_(None), last_on < _threshold(c.cadence, ask.today))
    asked = select(*(c[name] for name in COLUMNS), c.cadence, last_on).where(is_stale)
    return asked.order_by(last_on.nulls_first())


def _cadence(ask: Ask) -> ColumnElement[Any]:
    """The code of the cadence of each case, by the region of its school and its cohort."""
    region = ask.slot.organisation_state.c.region_code
    named = named_regions()
    places: dict[str | None, ColumnElement[bool]] = {code: region == code for code in named}
    places[None] = or_(region.is_(None), region.not_in(named))
    kinds = zip(COHORTS, _cohorts(ask.slot.case_state, ask.today.year), strict=True)
    branches = [
        (and_(here, among), literal(term.code))
        for (place, here), (cohort, among) in product(places.items(), kinds)
        if (term := cadence(place, cohort, ask.today)) is not None
    ]
    return case(*branches, else_=null()) if branches else null()


def _cohorts(state: Table, year: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of ``COHORTS``."""
    graduated = state.c.lifecycle == GRADUATED
    years = (and_(graduated, state.c.graduation_year == each) for each in (year, year - 1))
    return (state.c.lifecycle == FINAL_YEAR, *years)


def _threshold(code: ColumnElement[Any], today: date) -> ColumnElement[Any]:
    """News before this day is too old."""
    dated = [
        (code == term.code, literal(today - interval(term) - GRACE, Date))
        for term in classifier("cadences").terms.values()
        if term.extra["days"]
    ]
    return case(*dated)


def _status_on(ask: Ask) -> ColumnElement[Any]:
    episode = ask.slot.case_episode
    started = select(func.max(episode.c.valid_from)).where(
        episode.c.case_id == ask.slot.case_state.c.case_id,
        known(episode, ask.point),
        episode.c.valid_from <= ask.today,
        episode.c.status_group != FORECAST,
    )
    return started.scalar_subquery().label("status_on")


def _confirmed_on(ask: Ask) -> ColumnElement[Any]:
    fact = ask.slot.case_fact
    confirmed = select(func.max(fact.c.effective_on)).where(
        fact.c.case_id == ask.slot.case_state.c.case_id,
        known(fact, ask.point),
        fact.c.kind == Confirmation.KIND,
        fact.c.effective_on <= ask.today,
    )
    return confirmed.scalar_subquery().label("confirmed_on")


def _later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The later of two days that may be unknown; databases disagree about ``greatest``."""
    return case((one.is_(None), other), (other.is_(None), one), (one >= other, one), else_=other)
