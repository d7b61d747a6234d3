"""The cases that cadences are about, each with its last news and where it lives."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.contents import Confirmation
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier
from projections.frames import Frames, among, frames_at
from projections.organisations import organisations_at
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.tables import ERASURE
from projections.work_lists.asking import Ask, population
from projections.work_lists.stale import FORECAST, stale_cases

STALE = "STALE_CASES"
"""The work list whose cases and whose staleness these are (decision 0006)."""

KEPT = ("number", "lifecycle", "graduation_year", "forecast")


def followed_cases(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> pl.LazyFrame:
    """The cases that may go stale, alive and not erased by then.

    ``status_on``, ``forecast_on`` and ``confirmed_on`` are the days of the last news of each kind,
    ``stale_by`` the cadence that a stale case misses, ``region_code`` that of its school.
    """
    frames = frames_at(projections, point)
    lifecycles = classifier("work_lists").get(STALE).words("lifecycles")
    who = among(projections, point, filters=filters, scope=scope, lifecycles=lifecycles)
    alive = pl.col("lifecycle").is_in(lifecycles) & (pl.col("status") != DECEASED)
    erased = pl.col("number").is_in(_erased(projections, point))
    cases = frames.states.filter(who & alive & ~erased).select(
        *KEPT, pl.col("organisation").cast(pl.String)
    )
    cases = cases.join(_regions(projections, point), on="organisation", how="left")
    for rows in (*_news(frames), _stale(projections, point, filters, scope)):
        cases = cases.join(rows, on="number", how="left")
    return cases


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


def _stale(projections: Projections, point: AsOf, filters: Filters, scope: Scope) -> pl.LazyFrame:
    slot = projections.at(point.known)
    who = population(slot, point, STALE, filters, scope)
    stale = stale_cases(Ask(slot, point, who, 0)).order_by(None).subquery()
    with projections.reading() as connection:
        found = connection.execute(select(stale.c.number, stale.c.cadence)).all()
    schema = {"number": pl.UInt32(), "stale_by": pl.String()}
    return pl.LazyFrame([tuple(row) for row in found], schema=schema, orient="row")


def _erased(projections: Projections, point: AsOf) -> list[int]:
    """The numbers of the cases whose person was erased by then: nobody can be asked."""
    slot = projections.at(point.known)
    state, event = slot.case_state, slot.audit_event
    gone = select(event.c.originator_id).where(
        event.c.topic == ERASURE, event.c.position <= point.known
    )
    numbers = select(state.c.number).where(state.c.case_id.in_(gone)).distinct()
    with projections.reading() as connection:
        return list(connection.scalars(numbers))


def _regions(projections: Projections, point: AsOf) -> pl.LazyFrame:
    known = organisations_at(projections, point, scope=Scope())
    rows = [(one["code"], one["region_code"]) for one in known]
    names = ("organisation", "region_code")
    return pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row")
