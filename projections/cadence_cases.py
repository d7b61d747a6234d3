"""The cases that cadences are about, each with its last news and where it lives."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.contents import Confirmation
from marshrut.cases.lifecycle import FINAL_YEAR, GRADUATED
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier
from projections.erasures import erased_numbers
from projections.frames import Frames, among, frames_at
from projections.organisations import organisations_at
from projections.population import Filters, Scope
from projections.runner import Projections
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
    erased = pl.col("number").is_in(erased_numbers(projections, point))
    cases = frames.states.filter(who & alive & ~erased).select(
        *KEPT, pl.col("organisation").cast(pl.String)
    )
    told = with_news(frames, cases, regions_at(projections, point))
    forecast = (pl.col("status_group") == FORECAST) & (pl.col("valid_from") <= point.as_of)
    foretold = _last(frames.episodes.filter(forecast), "valid_from", "forecast_on")
    return told.join(foretold, on="number", how="left").collect().lazy()


def with_news(frames: Frames, cases: pl.LazyFrame, regions: pl.LazyFrame) -> pl.LazyFrame:
    """The cases with their ``region_code``, the days of their last news, and ``stale_by``.

    ``status_on`` is the last start of an actual status, ``confirmed_on`` of a confirmation. Cases
    have ``number``, ``organisation`` as a text, ``lifecycle`` and ``graduation_year``.
    """
    day = frames.point.as_of
    actual = (pl.col("valid_from") <= day) & (pl.col("status_group") != FORECAST)
    confirmed = (pl.col("kind") == Confirmation.KIND) & (pl.col("effective_on") <= day)
    begun = _last(frames.episodes.filter(actual), "valid_from", "status_on")
    said = _last(frames.facts.filter(confirmed), "effective_on", "confirmed_on")
    told = cases.join(regions, on="organisation", how="left")
    told = told.join(begun, on="number", how="left").join(said, on="number", how="left")
    return told.with_columns(stale_by=_stale_by(day))


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


def regions_at(projections: Projections, point: AsOf) -> pl.LazyFrame:
    """The ``region_code`` of each ``organisation`` that is known at the point."""
    known = organisations_at(projections, point, scope=Scope())
    rows = [(one["code"], one["region_code"]) for one in known]
    names = ("organisation", "region_code")
    return pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row")
