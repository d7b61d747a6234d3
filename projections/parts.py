"""Figures whose parts are flags of each case: how many cases have one, and which they are.

A part that is counted and the cases that are listed for it are the same column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl


def count_parts(
    cases: pl.LazyFrame, parts: Sequence[str], by: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The number of cases with each flag, a row a combination of ``by``, in their order."""
    sums = [pl.col(part).sum().cast(pl.Int64) for part in parts]
    rows = (cases.group_by(by).agg(sums) if by else cases.select(sums)).collect().to_dicts()
    return sorted(rows, key=lambda row: [(row[name] is None, str(row[name])) for name in by])


def numbers_of(cases: pl.LazyFrame, where: pl.Expr) -> list[int]:
    """The numbers of the cases for which ``where`` holds, in their order."""
    found: list[int] = cases.filter(where).select("number").collect()["number"].sort().to_list()
    return found


def flagged(cases: pl.LazyFrame, name: str, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The cases with the flag ``name``: whether a case has any of the rows."""
    having = rows.select("number").unique().with_columns(pl.lit(value=True).alias(name))
    return cases.join(having, on="number", how="left").with_columns(
        pl.col(name).fill_null(value=False)
    )
