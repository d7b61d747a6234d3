"""How predicates name what figures are counted over: columns of cases, sets of codes, days.

A predicate is a Polars expression over the columns of a frame (``projections.frames``): it is
written without a database, and counts the same whatever the rows come from.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from marshrut.classifiers import classifier

FOREVER = date.max
"""The end of what has none."""

SETS = {"categories": "categories", "open": "statuses"}
"""Columns of cases that hold a set of codes, and the classifier of these."""


def holds(column: str, *codes: str) -> pl.Expr:
    """Whether the set in ``column`` (one of ``SETS``) holds any of the codes."""
    return (pl.col(column) & pl.lit(mask(SETS[column], *codes), pl.UInt64)) != 0


@cache
def mask(name: str, *codes: str) -> int:
    """The bits of the codes of the classifier ``name``. Raises ``UnknownCode``."""
    every = classifier(name)
    return sum(1 << every.codes.index(every.get(code).code) for code in set(codes))


def covers(day: date) -> pl.Expr:
    """The rows that hold on ``day``."""
    return (pl.col("valid_from") <= day) & (pl.col("valid_to") > day)


def overlaps(first: pl.Expr | date, last: pl.Expr | date) -> pl.Expr:
    """The rows that hold on any day from ``first`` to ``last``, both inclusive."""
    return (pl.col("valid_from") <= last) & (pl.col("valid_to") > first)
