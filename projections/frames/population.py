"""Which cases of a frame a question is about: as ``projections.population`` says it in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import and_, or_

import polars as pl
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.classifiers import Term, classifier
from marshrut.columns import holds
from marshrut.records.lists import LISTS
from projections.listed import listed_at, together
from projections.point import covers
from projections.population import (
    ANY,
    EQUALITIES,
    NONE,
    PREVIOUS_YEARS,
    WITHOUT_CENTRE,
    Filters,
    Scope,
    schools_without_centre,
)
from projections.runner import Projections
from projections.tables import Slot


def among(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    lifecycles: Iterable[str] = IN_COHORT,
) -> pl.Expr:
    """The states that the question is about, as a predicate over ``Frames.states``.

    ``lifecycles`` are those counted where the filters name none (semantics S12).
    """
    parts = [*_in_scope(projections, point, scope), *_equal(filters)]
    if filters.lifecycle is None:
        parts.append(pl.col("lifecycle").is_in(sorted(lifecycles)))
    elif filters.lifecycle != ANY:
        parts.append(pl.col("lifecycle") == filters.lifecycle)
    parts += (pl.col(name) for name in filters.risks)
    if filters.within:
        slot = projections.at(point.known)
        parts += (in_category(projections, slot, point, code) for code in filters.within)
    return reduce(and_, parts, pl.lit(value=True))


def in_region(
    projections: Projections, slot: Slot, point: AsOf, regions: Collection[str]
) -> pl.Expr:
    """The states whose organisation is in one of the regions at the point."""
    table = slot.organisation_state
    codes = select(table.c.code).where(covers(table, point), table.c.region_code.in_(regions))
    with projections.reading() as connection:
        return pl.col("organisation").is_in(connection.scalars(codes).all())


def without_centre(projections: Projections, slot: Slot, point: AsOf) -> pl.Expr:
    """The states whose organisation has no career centre at the point."""
    with projections.reading() as connection:
        codes = connection.scalars(schools_without_centre(slot, point)).all()
    return pl.col("organisation").is_in(codes)


def listed_in(schools: Mapping[str, frozenset[str]]) -> pl.Expr:
    """The states of the organisations with the programmes that are listed for each."""
    parts = (
        pl.col("organisation").is_in(codes) & pl.col("programme_code").is_in(programmes)
        for codes, programmes in together(schools)
    )
    return reduce(or_, parts, pl.lit(value=False))


def _equal(filters: Filters) -> Iterator[pl.Expr]:
    for name in (*EQUALITIES, "ugps", "status_group", "municipality"):
        value = getattr(filters, name)
        if value == NONE and name == "municipality":
            yield pl.col(name).is_null()
        elif value is not None:
            yield pl.col(name) == value


def _in_scope(projections: Projections, point: AsOf, scope: Scope) -> Iterator[pl.Expr]:
    if scope.organisation is not None:
        yield pl.col("organisation") == scope.organisation
    if scope.regions:
        slot = projections.at(point.known)
        yield in_region(projections, slot, point, scope.regions)


def in_category(projections: Projections, slot: Slot, point: AsOf, code: str) -> pl.Expr:
    """The states in a category: recorded and derived ones stand there, others are joined (S13)."""
    if code == PREVIOUS_YEARS:
        return pl.col("graduation_year") < point.as_of.year
    if code == WITHOUT_CENTRE:
        return without_centre(projections, slot, point)
    if code in LISTS:
        return listed_in(listed_at(projections, slot, point)[code])
    if code in classifier("target_groups").terms:
        return _in_group(classifier("target_groups").get(code))
    return holds("categories", code)


def _in_group(group: Term) -> pl.Expr:
    """The states in any of the categories, or of the forms of study, that targets put together."""
    if group.extra["of"] == "study_forms":
        return pl.col("study_form").is_in(group.words("members"))
    return holds("categories", *group.words("members"))
