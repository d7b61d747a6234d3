"""What predicates are: true or false of each case of a question, and how they are combined.

Some are of the state of a case; others ask whether some row of its episodes, spans or facts
exists, or two rows that belong together. An evaluator turns each ``Mark`` into a column of the
cases; ``Predicate.expr`` is an expression over the states and these columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

EPISODES, SPANS, FACTS = "episodes", "spans", "facts"
VISITS, OPK_WORK, CLUSTER_CONTRACTS = "visits", "opk_work", "cluster_contracts"
"""Rows of these joined to what is known of activities, employers and clusters at the point.

Visits are measures and steps that name an activity that was held, with its ``activity_kind``,
``fair_type`` and ``online``; ``came``: whether the graduate did. Work is joined to the employers
that were of the defence complex on its first day, contracts to the members of acting clusters.
"""


class Question(NamedTuple):
    """The day of the question, its period (both days inclusive) and the cohort asked for.

    ``run``: the verification that it is about, as frames keep the id.
    """

    day: date
    first: date
    last: date
    cohort: int | None = None
    run: int | None = None


class Rows(NamedTuple):
    """Rows of a frame: those for which ``where``, over its own columns, holds."""

    frame: str
    where: pl.Expr


class Mark(NamedTuple):
    """The cases with some of the ``rows``, or with one of them and one of the ``others``.

    ``bond``: what must hold of the row together with its case, whose columns begin with
    ``case_`` (``graduation_year``, ``graduated_on``). ``match``: what must hold of the pair, the
    columns of the other row ending with ``_other``.
    """

    rows: Rows
    bond: pl.Expr | None = None
    others: Rows | None = None
    match: pl.Expr | None = None


class Predicate(NamedTuple):
    """An expression, and the marks that it names."""

    expr: pl.Expr
    marks: Mapping[str, Mark] = {}

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(self.expr & other.expr, {**self.marks, **other.marks})

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(self.expr | other.expr, {**self.marks, **other.marks})

    def __invert__(self) -> Predicate:
        return Predicate(~self.expr, self.marks)


def state(expr: pl.Expr) -> Predicate:
    """What the state of the case says; unknown is no."""
    return Predicate(expr.fill_null(value=False))


def some(
    name: str,
    question: Question,
    rows: Rows,
    *,
    bond: pl.Expr | None = None,
    others: Rows | None = None,
    match: pl.Expr | None = None,
) -> Predicate:
    """Whether a case has such a row, or such a pair of rows. ``name`` tells it from others."""
    key = f"{name}:{question.day}:{question.first}:{question.last}"
    if question.run is not None:
        key = f"{key}:{question.run}"
    return Predicate(pl.col(key), {key: Mark(rows, bond, others, match)})
