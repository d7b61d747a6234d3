"""The cases of a question with a flag for each finding, in one pass over the frames."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import polars as pl

from marshrut.asof import AsOf
from marshrut.columns import covers
from projections.cadence_cases import followed_in, regions_at
from projections.frames import Frames, among, frames_at
from projections.parts import flagged, numbers_of
from projections.quality.asked import FINDINGS, KINDS, LIFECYCLES, QualityAsked, Wanted
from projections.quality.predicates import BORNE_OUT, STATED, Ground, too_many_others
from projections.runner import Projections

CASES, CLEAN = "cases", "clean"
"""Columns that are true of every case, and of those in which nothing is found."""

PRIMARY = ("number", "place", "since", "employer")
"""What tells the primary status from the other open episodes: a second would be a duplicate."""


def kind_column(kind: str) -> str:
    """The column of the cases with any finding of a kind: some findings are named as their kind."""
    return f"kind_{kind}"


class Marked(NamedTuple):
    """The cases, marked; ``stale`` and ``others`` bear some of the marks out."""

    point: AsOf
    cases: pl.LazyFrame
    stale: pl.DataFrame
    others: pl.DataFrame

    def numbers(self, wanted: Wanted) -> list[int]:
        """The numbers of the cases with any of the findings."""
        codes = wanted.codes
        return numbers_of(self.cases, pl.any_horizontal(codes)) if codes else []


def marked(projections: Projections, point: AsOf, asked: QualityAsked) -> Marked:
    """The cases of the question at the point, marked."""
    frames = frames_at(projections, point)
    filters, scope = asked.filters, asked.scope
    who = among(projections, point, filters=filters, scope=scope, lifecycles=LIFECYCLES)
    followed = followed_in(projections, frames, filters=filters, scope=scope)
    stale = followed.filter(pl.col("stale_by").is_not_null()).select(
        "number", "stale_by", last_on=pl.max_horizontal("status_on", "confirmed_on")
    )
    regions = regions_at(projections, point)
    ground = Ground(frames, with_primary(frames, frames.states.filter(who)), regions, stale)
    return Marked(point, marks_of(ground), stale.collect(), too_many_others(frames).collect())


def marks_of(ground: Ground) -> pl.LazyFrame:
    """The cases of the ground with their flags."""
    stated = (found().fill_null(value=False).alias(code) for code, found in STATED.items())
    cases = reduce(
        lambda cases, code: flagged(cases, code, BORNE_OUT[code](ground)),
        BORNE_OUT,
        ground.cases.with_columns(*stated),
    )
    by_kind = {kind: [code for code, of in FINDINGS.items() if of == kind] for kind in KINDS}
    return (
        cases.with_columns(
            pl.any_horizontal(codes).alias(kind_column(kind)) for kind, codes in by_kind.items()
        )
        .with_columns(pl.lit(value=True).alias(CASES), ~pl.any_horizontal(*FINDINGS).alias(CLEAN))
        .select("number", "organisation", CASES, CLEAN, *map(kind_column, KINDS), *FINDINGS)
        .collect()
        .lazy()
    )


def with_primary(frames: Frames, states: pl.LazyFrame) -> pl.LazyFrame:
    """The states, with what is said of the evidence of their primary status."""
    told = ("documented", "complete")
    open_on_date = frames.episodes.filter(covers(frames.point.as_of)).select(
        "number", "employer", *told, since="valid_from", place=_place("status_code")
    )
    primary = open_on_date.group_by(PRIMARY).agg(pl.col(*told).all())
    placed = states.with_columns(place=_place("status"))
    return placed.join(primary, on=PRIMARY, how="left", nulls_equal=True)


def _place(name: str) -> pl.Expr:
    """A status as its place in the classifier: the two columns are of types of their own."""
    return pl.col(name).to_physical().cast(pl.UInt16)
