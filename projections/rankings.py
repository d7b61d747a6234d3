"""Schools by what routing has brought about: for decisions and bonuses (F102; S003-15; domain 9.5).

Five measures, each with its cases: work in the specialty, at risk by the strict rule, hired by
routing, offered a vacancy and hired, with a career card. A school has a place in each (equal
shares share one; a share without cases comes last); the rank is by the sum of the five places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec
import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.cases.standing import CONTRACTS_OF_WORK
from marshrut.columns import covers
from projections.case_list import CaseRow, numbered_page
from projections.frames import among, frames_at
from projections.funnel import LIFECYCLES, Asked
from projections.parts import count_parts, flagged, numbers_of
from projections.places import DEFAULT_LEAST, SMALL, places
from projections.routing_marks import at_stage, came_of_routing, last_moves
from projections.runner import Projections
from projections.shares import Share, share


class Measure(NamedTuple):
    """A share that schools are ranked by: a part of another part, best if high or if low."""

    code: str
    part: str
    of: str
    highest_first: bool = True


MEASURES = (
    Measure("IN_SPECIALTY", "in_specialty", "graduates"),
    Measure("AT_RISK", "at_risk_strict", "graduates", highest_first=False),
    Measure("ROUTING_HIRES", "routing_hires", "cases"),
    Measure("FUNNEL", "hired_of_offered", "offered"),
    Measure("CAREER_CARD", "career_card", "graduates"),
)
PARTS = tuple(dict.fromkeys(name for one in MEASURES for name in (one.part, one.of)))
"""``cases`` are all but merged ones, students too, as in the figures of routing."""

CARD, CARD_KEPT = "CAREER_CARD", ("CREATED", "UPDATED")


class MeasureRow(msgspec.Struct, frozen=True):
    """A measure of a school, and its place in it."""

    code: str
    share: Share
    place: int | None


class SchoolRow(msgspec.Struct, frozen=True):
    """A school; without ``rank`` and places where nothing is ranked."""

    organisation: str | None
    rank: int | None
    places: int | None
    parts: dict[str, int]
    measures: list[MeasureRow]


class SchoolRanking(msgspec.Struct, frozen=True):
    """Ranked schools, the best first; ``small`` are ``small_keys`` schools together."""

    rows: list[SchoolRow]
    small: SchoolRow
    small_keys: int
    total: SchoolRow


def school_ranking(
    projections: Projections, point: AsOf, *, asked: Asked, least: int = DEFAULT_LEAST
) -> SchoolRanking:
    """The ranking at a point; ``asked`` says whose cases and in which days hires and moves.

    Equal sums share a rank; among them the greater share in the specialty comes first, then the
    code that is less.
    """
    counted = count_parts(_cases(projections, point, asked), PARTS, ("organisation",))
    large = [row for row in counted if row["graduates"] >= least]
    small = [row for row in counted if row["graduates"] < least]
    return SchoolRanking(_ranked(large), _together(small), len(small), _together(counted))


def school_ranking_page(
    projections: Projections,
    point: AsOf,
    *,
    asked: Asked,
    part: str,
    size: str | None = None,
    least: int = DEFAULT_LEAST,
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """The cases of a part, of schools that are ranked or too small for it, by their numbers."""
    where = pl.lit(value=True)
    if size is not None:
        graduates = pl.col("graduates").sum().over("organisation")
        where = graduates < least if size == SMALL else graduates >= least
    numbers = numbers_in_part(projections, point, asked=asked, part=part, where=where)
    return numbered_page(projections, point, numbers=numbers, after=after, limit=limit)


def numbers_in_part(
    projections: Projections,
    point: AsOf,
    *,
    asked: Asked,
    part: str,
    where: pl.Expr | None = None,
) -> list[int]:
    """The numbers of the cases of a part, of all schools of the question or of some."""
    inside = pl.col(part) if where is None else pl.col(part) & where
    return numbers_of(_cases(projections, point, asked), inside)


def _cases(projections: Projections, point: AsOf, asked: Asked) -> pl.LazyFrame:
    frames = frames_at(projections, point)
    who = among(projections, point, filters=asked.filters, scope=asked.scope, lifecycles=LIFECYCLES)
    alive = pl.col("lifecycle").is_in(list(LIFECYCLES))
    contract = pl.col("status").is_in(sorted(CONTRACTS_OF_WORK))
    card = (pl.col("kind") == "steps") & (pl.col("code") == CARD)
    kept = card & pl.col("outcome").is_in(CARD_KEPT) & covers(point.as_of)
    moves = last_moves(frames, asked.first, asked.last)
    marks = {
        "card": frames.spans.filter(kept),
        "offered": moves.filter(at_stage("OFFERED")),
        "hired": moves.filter(at_stage("HIRED")),
        "routing_hires": came_of_routing(frames, asked.first, asked.last),
    }
    cases = frames.states.filter(who & alive)
    for name, rows in marks.items():
        cases = flagged(cases, name, rows)
    graduate = pl.col("graduates")
    return cases.with_columns(graduates=pl.col("lifecycle").is_in(sorted(IN_COHORT))).select(
        "number",
        "organisation",
        "graduates",
        "routing_hires",
        "offered",
        cases=pl.lit(value=True),
        in_specialty=graduate & contract & pl.col("in_specialty").fill_null(value=False),
        at_risk_strict=graduate & pl.col("at_risk_strict"),
        hired_of_offered=pl.col("offered") & pl.col("hired"),
        career_card=graduate & pl.col("card"),
    )


def _ranked(counted: Sequence[Mapping[str, Any]]) -> list[SchoolRow]:
    by_measure = [places(list(_values(counted, measure))) for measure in MEASURES]
    each = list(zip(*by_measure, strict=True))
    ranks = places([Fraction(-sum(own)) for own in each])
    rows = [
        _row(counts, counts["organisation"], rank, own)
        for counts, rank, own in zip(counted, ranks, each, strict=True)
    ]
    return sorted(rows, key=_order)


def _values(counted: Sequence[Mapping[str, Any]], measure: Measure) -> Iterator[Fraction | None]:
    for counts in counted:
        value = share(counts[measure.part], counts[measure.of]).exact
        yield -value if value is not None and not measure.highest_first else value


def _order(row: SchoolRow) -> tuple[Any, ...]:
    return (row.rank, -(row.measures[0].share.exact or 0), row.organisation)


def _together(rows: Sequence[Mapping[str, Any]]) -> SchoolRow:
    return _row({part: sum(row[part] for row in rows) for part in PARTS}, None, None)


def _row(
    counts: Mapping[str, Any],
    organisation: str | None,
    rank: int | None,
    own: Sequence[int | None] = (None,) * len(MEASURES),
) -> SchoolRow:
    measures = [
        MeasureRow(measure.code, share(counts[measure.part], counts[measure.of]), place)
        for measure, place in zip(MEASURES, own, strict=True)
    ]
    summed = None if rank is None else sum(place or 0 for place in own)
    return SchoolRow(organisation, rank, summed, {p: counts[p] for p in PARTS}, measures)
