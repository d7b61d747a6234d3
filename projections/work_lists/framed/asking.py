"""What every work list over columns is asked with, and what its frame starts from."""

from __future__ import annotations

import polars as pl

from marshrut.columns import covers
from projections.frames import Frames
from projections.work_lists.asking import STEPS, Reach


class Ask(Reach, frozen=True):
    """The list as a question to ``frames``: over which cases.

    ``cases`` have the columns ``KEPT``, ``regions`` where each school is (``regions_at``).
    """

    frames: Frames
    cases: pl.LazyFrame
    regions: pl.LazyFrame

    def named(self, cases: pl.LazyFrame, order: pl.Expr) -> pl.LazyFrame:
        """A list of cases, to be put in order by ``order``."""
        entry = pl.lit(None, pl.UInt64).alias("entry")
        return cases.select("number", "organisation", entry, order.alias("order"))

    def each(self, rows: pl.LazyFrame, order: pl.Expr) -> pl.LazyFrame:
        """A list of entries: the rows of the cases, to be put in order by ``order``."""
        told = rows.select("number", "entry", order.alias("order"))
        homes = self.cases.select("number", "organisation")
        return told.join(homes, on="number").select("number", "organisation", "entry", "order")

    def spans(self, *where: pl.Expr) -> pl.LazyFrame:
        """The spans that hold on the date."""
        return self.frames.spans.filter(*where, covers(self.today))

    def steps(self, *where: pl.Expr) -> pl.LazyFrame:
        """The states of steps on the date."""
        return self.spans(pl.col("kind") == STEPS, *where)


KEPT = (*("number", "organisation", "lifecycle", "graduation_year", "forecast", "at_risk_strict"),)
"""What the lists ask of the state of a case; ``organisation`` is a text."""
