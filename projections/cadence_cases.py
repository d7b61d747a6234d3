"""The cases that cadences are about, each with its last news and where it lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import polars as pl
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.contents import Confirmation
from marshrut.cases.lifecycle import FINAL_YEAR, GRADUATED
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier
from projections.frames import Frames, among, frames_at
from projections.organisations import organisations_at
from projections.point import covers
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.tables import ERASURE
from projections.work_lists.cadences import COHORTS, GRACE, cadence, interval, named_regions
from projections.work_lists.stale import FORECAST

STALE = "STALE_CASES"
"""The work list whose cases and whose staleness these are (decision 0006)."""

COHORTS_AGO = {"Y": 0, "Y-1": 1}
"""How many years before the year of the date those of a cohort have graduated."""

KEPT = ("number", "lifecycle", "graduation_year", "forecast")


def followed_cases(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> pl.LazyFrame:
    """The cases that may go stale, alive and not erased by then.

    ``status_on``, ``forecast_on`` and ``confirmed_on`` are the days of the last news of each kind,
    ``stale_by`` the cadence that a stale case misses, ``region_code`` that of its school.
    """
    frames = frames_at(projections, point)
    return followed_in(projections, frames, filters=filters, scope=scope)


def followed_in(
    projections: Projections, frames: Frames, *, filters: Filters, scope: Scope
) -> pl.LazyFrame:
    """The same, of frames at hand."""
    point = frames.point
    lifecycles = classifier("work_lists").get(STALE).words("lifecycles")
    who = among(projections, point, filters=filters, scope=scope, lifecycles=lifecycles)
    alive = pl.col("lifecycle").is_in(lifecycles) & (pl.col("status") != DECEASED)
    erased = pl.col("number").is_in(_erased(projections, point))
    cases = frames.states.filter(who & alive & ~erased).select(
        *KEPT, pl.col("organisation").cast(pl.String)
    )
    cases = cases.join(regions_at(projections, point), on="organisation", how="left")
    for rows in _news(frames):
        cases = cases.join(rows, on="number", how="left")
    return cases.with_columns(stale_by=_stale_by(point.as_of)).collect().lazy()


def in_cohort(cohort: str, day: date) -> pl.Expr:
    """The cases of one of ``COHORTS``: students, graduates of the year, of the year before."""
    lifecycle, year = pl.col("lifecycle"), pl.col("graduation_year")
    if cohort == "CX":
        return lifecycle == FINAL_YEAR
    return (lifecycle == GRADUATED) & (year == day.year - COHORTS_AGO[cohort])


def in_place(region: str | None) -> pl.Expr:
    """The cases of schools in the region; ``None``: in none of those that cadences name."""
    here = pl.col("region_code")
    unnamed = here.is_null() | ~here.is_in(named_regions())
    return unnamed if region is None else (here == region).fill_null(value=False)


def _news(frames: Frames) -> Iterator[pl.LazyFrame]:
    day = frames.point.as_of
    forecast = pl.col("status_group") == FORECAST
    begun = frames.episodes.filter(pl.col("valid_from") <= day)
    confirmed = (pl.col("kind") == Confirmation.KIND) & (pl.col("effective_on") <= day)
    yield _last(begun.filter(~forecast), "valid_from", "status_on")
    yield _last(begun.filter(forecast), "valid_from", "forecast_on")
    yield _last(frames.facts.filter(confirmed), "effective_on", "confirmed_on")


def _last(rows: pl.LazyFrame, column: str, name: str) -> pl.LazyFrame:
    return rows.group_by("number").agg(pl.col(column).max().alias(name))


def _stale_by(day: date) -> pl.Expr:
    """The cadence that a case misses, read as ``stale_cases`` reads it in SQL (decision 0006)."""
    last_on = pl.max_horizontal("status_on", "confirmed_on")
    missed = []
    for region, cohort in product((None, *named_regions()), COHORTS):
        term = cadence(region, cohort, day)
        if term is not None:
            old = last_on.is_null() | (last_on < day - interval(term) - GRACE)
            stale = in_place(region) & in_cohort(cohort, day) & old
            missed.append(pl.when(stale).then(pl.lit(term.code)))
    return pl.coalesce(*missed, pl.lit(None, pl.String))


def _erased(projections: Projections, point: AsOf) -> list[int]:
    """The numbers of the cases whose person was erased by then: nobody can be asked.

    Two questions: in one, SQLite would read every event up to the position.
    """
    slot = projections.at(point.known)
    state, event = slot.case_state, slot.audit_event
    erasures = select(event.c.originator_id, event.c.position).where(event.c.topic == ERASURE)
    with projections.reading() as connection:
        found = connection.execute(erasures)
        gone = [case_id for case_id, position in found if position <= point.known]
        numbers = select(state.c.number).where(covers(state, point), state.c.case_id.in_(gone))
        return list(connection.scalars(numbers))


def regions_at(projections: Projections, point: AsOf) -> pl.LazyFrame:
    """The ``region_code`` of each ``organisation`` that is known at the point."""
    known = organisations_at(projections, point, scope=Scope())
    rows = [(one["code"], one["region_code"]) for one in known]
    names = ("organisation", "region_code")
    return pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row")
