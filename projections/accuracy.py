"""What was foretold of graduates, beside what became of them: «прогноз/факт» (F019; domain 4.3).

The forecast is the one that began last before the day of graduation, whether or not another
status has ended it since; what became of the graduate is the primary status on the date. Which
statuses fulfil a forecast stands in ``forecast_outcomes``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

import msgspec
import polars as pl

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.case_list import CaseRow, numbered_page
from projections.frames import Frames, among, frames_at, holds
from projections.parts import count_parts, numbers_of
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.shares import Share, share

FORECAST = "FORECAST"
NO_FORECAST = "NONE"
"""The row of those of whom nothing was foretold."""

FULFILLED, BESIDE, OTHERWISE, NOTHING = "FULFILLED", "BESIDE", "OTHERWISE", "NOTHING_FORETOLD"
VERDICTS = classifier("forecast_verdicts").codes
"""By the primary status, by another open one, not at all; or there was nothing to fulfil."""

FORETOLD = (FULFILLED, BESIDE, OTHERWISE)
"""The verdicts on those of whom there was something to fulfil."""

FULFILLED_BY: Mapping[str, tuple[str, ...]] = {
    code: term.words("fulfilled_by") for code, term in classifier("forecast_outcomes").terms.items()
}
FORECASTS = (*FULFILLED_BY, NO_FORECAST)


class Cell(msgspec.Struct, frozen=True):
    """Graduates with a forecast and a primary status on the date."""

    forecast: str
    status: str
    status_group: str
    verdict: str
    cases: int


class Track(msgspec.Struct, frozen=True):
    """A row of the table: graduates by verdict; shares are null where nothing is to be fulfilled.

    ``fulfilled`` goes by the primary status alone, ``with_beside`` by every open one.
    """

    forecast: str | None
    graduates: int
    verdicts: dict[str, int]
    fulfilled: Share
    with_beside: Share


class Accuracy(msgspec.Struct, frozen=True):
    """The cross-table by cells and by rows; the cells add up to the rows, these to the total."""

    cells: list[Cell]
    tracks: list[Track]
    total: Track


def accuracy(projections: Projections, point: AsOf, *, filters: Filters, scope: Scope) -> Accuracy:
    """The cross-table of the graduates of the question."""
    cases = _cases(projections, point, filters, scope)
    names = ("forecast", "status", "status_group", "verdict")
    cells = [Cell(**row) for row in count_parts(cases, ("cases",), names)]
    order = {code: place for place, code in enumerate(FORECASTS)}
    cells.sort(key=lambda cell: order[cell.forecast])
    told = [code for code in FORECASTS if any(cell.forecast == code for cell in cells)]
    tracks = [_track(code, [cell for cell in cells if cell.forecast == code]) for code in told]
    return Accuracy(cells, tracks, _track(None, cells))


def accuracy_page(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    forecast: str | None = None,
    verdicts: Collection[str] = (),
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """The cases of a row, of any of some verdicts, or both; the status of a cell is a filter."""
    where = pl.lit(value=True)
    if forecast is not None:
        where &= pl.col("forecast") == forecast
    if verdicts:
        where &= pl.col("verdict").is_in(list(verdicts))
    numbers = numbers_of(_cases(projections, point, filters, scope), where)
    return numbered_page(projections, point, numbers=numbers, after=after, limit=limit)


def _cases(projections: Projections, point: AsOf, filters: Filters, scope: Scope) -> pl.LazyFrame:
    frames = frames_at(projections, point)
    who = among(projections, point, filters=filters, scope=scope)
    graduates = frames.states.filter(who)
    return (
        graduates.drop("forecast")
        .join(_foretold(frames, graduates), on="number", how="left")
        .with_columns(pl.col("forecast").fill_null(NO_FORECAST))
        .with_columns(verdict=_verdict(), cases=pl.lit(value=True))
    )


def _foretold(frames: Frames, graduates: pl.LazyFrame) -> pl.LazyFrame:
    """The last forecast of each graduate that began before the graduation.

    No two begin on one day: the one that was recorded later leaves the other no day (S2, S4).
    """
    foretold = frames.episodes.filter(pl.col("status_group") == FORECAST)
    before = pl.col("valid_from") < pl.col("graduated_on")
    return (
        foretold.select("number", "valid_from", "status_code")
        .join(graduates.select("number", "graduated_on"), on="number")
        .filter(before)
        .sort("valid_from")
        .group_by("number")
        .agg(pl.col("status_code").cast(pl.String).last().alias("forecast"))
    )


def _verdict() -> pl.Expr:
    """What became of the forecast; nothing, where it foretold nothing."""
    forecast, status = pl.col("forecast"), pl.col("status").cast(pl.String)
    tracks = {code: held for code, held in FULFILLED_BY.items() if held}
    first = reduce(or_, ((forecast == c) & status.is_in(held) for c, held in tracks.items()))
    beside = reduce(or_, ((forecast == c) & holds("open", *held) for c, held in tracks.items()))
    return (
        pl.when(~forecast.is_in(list(tracks)))
        .then(pl.lit(NOTHING))
        .when(first)
        .then(pl.lit(FULFILLED))
        .when(beside)
        .then(pl.lit(BESIDE))
        .otherwise(pl.lit(OTHERWISE))
    )


def _track(forecast: str | None, cells: list[Cell]) -> Track:
    counts: dict[str, int] = dict.fromkeys(VERDICTS, 0)
    for cell in cells:
        counts[cell.verdict] += cell.cases
    foretold = sum(counts.values()) - counts[NOTHING]
    return Track(
        forecast,
        sum(counts.values()),
        counts,
        share(counts[FULFILLED], foretold),
        share(counts[FULFILLED] + counts[BESIDE], foretold),
    )
