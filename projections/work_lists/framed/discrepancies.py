"""Discrepancies with an extract on which nobody has decided, or not carried it out (F115)."""

from __future__ import annotations

import polars as pl

from marshrut.cases.casework import Verification
from projections.work_lists.discrepancies import SETTLED, UNSETTLED
from projections.work_lists.framed.asking import Ask


def discrepancies(ask: Ask) -> pl.LazyFrame:
    """Verifications up to the day that show a discrepancy that is not settled."""
    decision = pl.col("outcome")
    unsettled = ask.frames.spans.filter(
        pl.col("kind") == Verification.KIND,
        pl.col("valid_from") <= ask.today,
        pl.col("code").is_in(UNSETTLED),
        decision.is_null() | ~decision.is_in(SETTLED),
    )
    return ask.each(unsettled, pl.col("valid_from"))
