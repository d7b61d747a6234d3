"""Cases seen at moments: on a day, by what was known at a position.

Membership is asked in three ways: of everybody at one point; of some cases on many days, which
gives the days of entry and exit; of some cases at many positions, which gives the events that
brought them in. Each is a set of moments, and one predicate answers all of them.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

NUMBER, DAY, KNOWN = pl.col("number"), pl.col("day"), pl.col("known")
MOMENT = ("number", "day", "known")
MOMENTS = {"number": pl.UInt32(), "day": pl.Date(), "known": pl.UInt32()}

ON_DAY = (pl.col("valid_from") <= DAY) & (pl.col("valid_to") > DAY)
"""Rows that hold on the day of the moment; those of a day are compared by ``effective_on``."""

LEARNED = (pl.col("known_from") <= KNOWN) & (pl.col("known_to") > KNOWN)
"""Rows that were known at the moment."""


class Beside(NamedTuple):
    """What stands beside cases: rows of all knowledge, as other aggregates tell them.

    ``schools``: the days (``lacks_…``) on which organisations had no career centre. ``lists``: the
    days (``listed_…``) on which a programme was on the list of professions without vacancies in
    the region of an organisation; ``told_at`` is the position at which the list said so.
    """

    schools: pl.LazyFrame
    lists: pl.LazyFrame

    def where(self, kept: pl.Expr) -> Beside:
        """The rows for which the expression holds."""
        return Beside(*(rows.filter(kept) for rows in self))


class Sight(NamedTuple):
    """What is seen. ``states`` has a row a moment; the other frames, every row known at it.

    ``key`` are the columns that tell the moments apart.
    """

    states: pl.LazyFrame
    episodes: pl.LazyFrame
    spans: pl.LazyFrame
    facts: pl.LazyFrame
    beside: Beside
    key: tuple[str, ...]
