"""An indicator made ready for a question: its parts as expressions over the cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.statuses import NO_DATA
from marshrut.indicators.definitions import Definition
from marshrut.indicators.of_measures import supported_by_kind
from marshrut.indicators.periods import cohorts_of, question_of
from marshrut.indicators.predicates import Mark, Question
from projections.indicators.asked import Asked
from projections.indicators.cases import MEASURE_KIND

Part = Literal["numerator", "denominator", "known", "all"]
"""What of an indicator's cases is listed; ``known`` and ``all`` are those of its coverage."""

KNOWN = pl.col("status") != NO_DATA


class Made(NamedTuple):
    """An indicator with its question, and the cases of its parts as expressions."""

    definition: Definition
    question: Question
    numerator: pl.Expr
    denominator: pl.Expr | None
    marks: Mapping[str, Mark]

    @property
    def base(self) -> pl.Expr:
        """The cases of the denominator, or of the numerator where cases make no denominator."""
        return self.numerator if self.denominator is None else self.denominator

    def part(self, part: Part) -> pl.Expr:
        """The cases of a part."""
        if part == "known":
            return self.base & KNOWN
        return self.numerator if part == "numerator" else self.base

    def of_kind(self, kind: int) -> Made:
        """The same of one kind of measures (domain 5.2)."""
        given = supported_by_kind(self.question, kind)
        marks = {**self.marks, **given.marks}
        return self._replace(numerator=self.base & given.expr, marks=marks)


def make(found: Definition, point: AsOf, asked: Asked, *, run: int | None = None) -> Made:
    """The predicates of an indicator's parts for a question, its cohort included.

    ``run``: the verification that it is counted by, as frames keep the id.
    """
    question = question_of(
        found,
        point.as_of,
        first=asked.first,
        last=asked.last,
        cohort=asked.filters.graduation_year,
        run=run,
    )
    parts = {name: each.predicate(question) for name, each in found.formulas.items()}
    marks = {key: mark for each in parts.values() for key, mark in each.marks.items()}
    years = cohorts_of(found, question)
    counted = pl.lit(value=True) if years is None else pl.col("graduation_year").is_in(years)
    base = parts["denominator"].expr & counted if "denominator" in parts else None
    apart = base is None or found.difference  # who is in one part need not be in the other
    numerator = parts["numerator"].expr & (counted if apart or base is None else base)
    made = Made(found, question, numerator, base, marks)
    return made.of_kind(int(asked.cell[MEASURE_KIND])) if MEASURE_KIND in asked.cell else made
