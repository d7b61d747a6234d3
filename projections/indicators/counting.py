"""Counting the cases of many indicators at once, whole and broken down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from marshrut.classifiers import classifier
from projections.frames import Frames
from projections.frames.derived import frames_of
from projections.frames.population import in_category
from projections.indicators.asked import Asked
from projections.indicators.cases import CATEGORY, MEASURE_KIND, cases_of
from projections.indicators.figures import Counted
from projections.indicators.making import KNOWN, Made
from projections.indicators.marking import marked
from projections.runner import Projections

WHOLE = ("*",)
"""The key of all cases together."""

Counts = dict[tuple[str, Any], Counted]
"""By indicator and key of the breakdown."""


def counted(
    projections: Projections, frames: Frames, made: Iterable[Made], asked: Asked, by: str | None
) -> Counts:
    """How many cases are in each part of the indicators, and in each row of a breakdown."""
    made = list(made)
    kinds = list(_kinds(made)) if by == MEASURE_KIND else []
    cases = cases_with_marks(projections, frames, [*made, *(each for _, each in kinds)], asked)
    counts = dict(_whole(cases, made, WHOLE))
    if by == MEASURE_KIND:
        for kind, each in kinds:
            counts |= _whole(cases, [each], kind)
    elif by == CATEGORY:
        for code in classifier("categories").codes:
            within = in_category(
                projections, projections.at(frames.point.known), frames.point, code
            )
            counts |= _whole(cases.filter(within), made, code)
    elif by is not None:
        rows = cases.group_by(by).agg(_sums(made)).iter_rows(named=True)
        counts |= {key: told for row in rows for key, told in _told(made, row, row[by])}
    return counts


def cases_with_marks(
    projections: Projections, frames: Frames, made: Iterable[Made], asked: Asked
) -> pl.DataFrame:
    """The cases of the question, with a column for each mark of the indicators."""
    marks = {key: mark for each in made for key, mark in each.marks.items()}
    cases = cases_of(projections, frames, asked)
    if CATEGORY in asked.cell:
        cases = cases.filter(_in_category(projections, frames, asked.cell[CATEGORY]))
    asked_for = {each.frame for mark in marks.values() for each in (mark.rows, mark.others) if each}
    return marked(cases, frames_of(projections, frames, asked_for), marks)


def _in_category(projections: Projections, frames: Frames, code: str) -> pl.Expr:
    return in_category(projections, projections.at(frames.point.known), frames.point, code)


def _kinds(made: Iterable[Made]) -> Iterator[tuple[int, Made]]:
    """Each indicator that is broken down by kinds of measures, once for each kind."""
    extras = {term.extra["kind"] for term in classifier("measures").terms.values()}
    for each in made:
        if each.definition.kinds:
            for kind in sorted(int(kind) for kind in extras if kind):
                yield kind, each.of_kind(kind)


def _sums(made: Iterable[Made]) -> Iterator[pl.Expr]:
    for each in made:
        name, base = each.definition.id, each.base
        yield each.numerator.sum().alias(f"{name}:n")
        yield base.sum().alias(f"{name}:d")
        yield (base & KNOWN).sum().alias(f"{name}:k")


def _told(made: Iterable[Made], row: Mapping[str, Any], key: Any) -> Iterator[tuple[Any, Counted]]:
    for each in made:
        name = each.definition.id
        n, d, k = (int(row[f"{name}:{part}"]) for part in "ndk")
        yield (name, key), Counted(n, None if each.denominator is None else d, k, d)


def _whole(cases: pl.DataFrame, made: list[Made], key: Any) -> Iterator[tuple[Any, Counted]]:
    return _told(made, cases.select(_sums(made)).row(0, named=True), key)
