"""Who looks after graduates, and whom anybody has served: the 100 % rule (F131; S004-A2).

A school with a career centre looks after its own; the graduates of a school without one are the
base centre's of its region (domain 7.1), if one is known there; else nobody covers them. Served
is who was given a measure that counts; by the responsible centre, if that was its provider.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec
import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.casework import Measure
from marshrut.classifiers import classifier
from projections.case_list import CaseRow, numbered_page
from projections.frames import Frames, among, frames_at
from projections.organisations import organisations_at
from projections.parts import count_parts, numbers_of
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.shares import Share, share

CENTRE, BASE_CENTRE, NOBODY = "CENTRE", "BASE_CENTRE", "NOBODY"
BASE_KINDS = frozenset({"BCK", "COPP", "RESOURCE_CENTRE"})
"""Organisations that are the base centre of a region (domain 1: ЦОПП and РЦПОиЖН may be)."""

UNNAMED = "NONE"
"""The provider of measures of which nobody said who gave them."""

PROVIDERS = (*classifier("measure_providers").codes, UNNAMED)
SERVED = ("served", "served_by_responsible", "served_by_others", "not_served")
PARTS = ("graduates", "covered", "own_centre", "base_centre", "not_covered", *SERVED)


class CoverageAsked(NamedTuple):
    """Whose coverage, and the days of the measures, both inclusive; ``first``: from the start."""

    filters: Filters
    scope: Scope
    last: date
    first: date | None = None


class Coverage(msgspec.Struct, frozen=True):
    """Counts of ``PARTS``, the 100 % rule, and measures by provider, which overlap.

    ``covered_by`` is null for rows of several schools; ``complete`` where there is nobody.
    """

    organisation: str | None
    region_code: str | None
    covered_by: str | None
    parts: dict[str, int]
    covered: Share
    served: Share
    complete: bool | None
    providers: dict[str, int]


class CoverageFigures(msgspec.Struct, frozen=True):
    """Schools by code, regions by code, and all together: each adds up to the next."""

    rows: list[Coverage]
    regions: list[Coverage]
    total: Coverage


def coverage(projections: Projections, point: AsOf, *, asked: CoverageAsked) -> CoverageFigures:
    """The figures at a point; a school that has no graduates has no row."""
    cases = _cases(projections, point, asked).collect().lazy()
    parts = (*PARTS, *map(_given_by, PROVIDERS))
    counted = count_parts(cases, parts, ("organisation", "region_code", "covered_by"))
    regions = count_parts(cases, parts, ("region_code",))
    (total,) = count_parts(cases, parts)
    return CoverageFigures([_row(r) for r in counted], [_row(r) for r in regions], _row(total))


def coverage_page(
    projections: Projections,
    point: AsOf,
    *,
    asked: CoverageAsked,
    part: str,
    region: str | None = None,
    provider: str | None = None,
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """The cases of a part, in a region, with a measure of a provider, by their numbers."""
    where = pl.col(part)
    if region is not None:
        where &= pl.col("region_code") == region
    if provider is not None:
        where &= pl.col(_given_by(provider))
    numbers = numbers_of(_cases(projections, point, asked), where)
    return numbered_page(projections, point, numbers=numbers, after=after, limit=limit)


def base_centre_at(projections: Projections, point: AsOf, region_code: str) -> str | None:
    """The base centre of the region at the point, if one is known; of several the first by code."""
    there = organisations_at(projections, point, scope=Scope(regions=(region_code,)))
    return next((one["code"] for one in there if one["org_kind"] in BASE_KINDS), None)


def _cases(projections: Projections, point: AsOf, asked: CoverageAsked) -> pl.LazyFrame:
    frames = frames_at(projections, point)
    who = among(projections, point, filters=asked.filters, scope=asked.scope)
    schools = _schools(organisations_at(projections, point, scope=Scope()))
    cases = frames.states.filter(who).select("number", pl.col("organisation").cast(pl.String))
    cases = cases.join(schools.lazy(), on="organisation", how="left").with_columns(
        pl.col("covered_by").fill_null(NOBODY)
    )
    flags = pl.col(*map(_given_by, PROVIDERS)).fill_null(value=False)
    served = cases.join(_given(frames, asked), on="number", how="left").with_columns(flags)
    return served.with_columns(_covered()).with_columns(_served())


def _schools(organisations: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Who is responsible for the graduates of each school that is known at the point."""
    known = list(organisations)
    based = {one["region_code"] for one in known if one["org_kind"] in BASE_KINDS}
    rows = [(one["code"], one["region_code"], _responsible(one, based)) for one in known]
    names = ("organisation", "region_code", "covered_by")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row")


def _responsible(school: Mapping[str, Any], based: set[str]) -> str:
    kind = school["centre_kind"]
    mere = kind is not None and not classifier("centre_kinds").get(kind).flag("counts_as_centre")
    if school["has_centre"] and not mere:
        return CENTRE
    return BASE_CENTRE if school["region_code"] in based else NOBODY


def _given(frames: Frames, asked: CoverageAsked) -> pl.LazyFrame:
    """The cases with measures that count, given in the days of the question, by whom."""
    last = min(asked.last, frames.point.as_of)
    given = (pl.col("kind") == Measure.KIND) & pl.col("counted") & (pl.col("effective_on") <= last)
    if asked.first is not None:
        given &= pl.col("effective_on") >= asked.first
    provider = pl.col("provider").cast(pl.String).fill_null(UNNAMED)
    by = ((provider == code).any().alias(_given_by(code)) for code in PROVIDERS)
    return frames.facts.filter(given).group_by("number").agg(by)


def _given_by(provider: str) -> str:
    return f"given_by_{provider}"


def _covered() -> Iterator[pl.Expr]:
    by = pl.col("covered_by")
    yield pl.lit(value=True).alias("graduates")
    yield (by != NOBODY).alias("covered")
    yield (by == CENTRE).alias("own_centre")
    yield (by == BASE_CENTRE).alias("base_centre")
    yield (by == NOBODY).alias("not_covered")
    yield pl.any_horizontal(*map(_given_by, PROVIDERS)).alias("served")


def _served() -> Iterator[pl.Expr]:
    of_own = pl.col("own_centre") & pl.col(_given_by("CK"))
    of_base = pl.col("base_centre") & pl.col(_given_by("BCK"))
    yield (of_own | of_base).alias("served_by_responsible")
    yield (pl.col("served") & ~(of_own | of_base)).alias("served_by_others")
    yield (~pl.col("served")).alias("not_served")


def _row(counts: Mapping[str, Any]) -> Coverage:
    graduates = counts["graduates"]
    return Coverage(
        counts.get("organisation"),
        counts.get("region_code"),
        counts.get("covered_by"),
        {part: counts[part] for part in PARTS},
        share(counts["covered"], graduates),
        share(counts["served"], graduates),
        counts["covered"] == graduates if graduates else None,
        {code: n for code in PROVIDERS if (n := counts[_given_by(code)])},
    )
