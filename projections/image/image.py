"""An image opened: its rows at a point, in Polars, none of them copied before they are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from marshrut.asof import AsOf
from projections.frames.columns import TABLES
from projections.frames.encoding import decode
from projections.image.manifest import Manifest, Segment, number
from projections.image.segments import Store, types

Asked = dict[str, tuple[int, pl.Expr]]
"""The bound that a column must keep: as in ``Segment.bounds``, and for the rows themselves."""


class Image:
    """One manifest's image. What it has mapped stays readable when its files are replaced."""

    def __init__(self, manifest: Manifest, store: Store) -> None:
        self.manifest = manifest
        self._store = store

    @property
    def position(self) -> int:
        """Up to where it answers."""
        return self.manifest.position

    def rows(self, table: str, point: AsOf) -> pl.LazyFrame:
        """The rows of a table known at the point; those of ``case_state`` that cover the day.

        Raises ``Damaged``, and ``FileNotFoundError`` where another image has taken its place.
        """
        known = (point.known, pl.lit(point.known, pl.UInt32))
        asked: Asked = {"known_from": known, "known_to": known}
        if table == "case_state":
            day = (number(point.as_of), pl.lit(point.as_of))
            asked |= {"valid_from": day, "valid_to": day}
        chosen = pl.concat([_nothing(table), *self._chosen(table, asked)])
        return decode(table, chosen, self.manifest.vocabulary).select(*TABLES[table])

    def _chosen(self, table: str, asked: Asked) -> Iterator[pl.LazyFrame]:
        for segment in self.manifest.segments[table]:
            if not _misses(segment, asked):
                rows = self._store.rows(table, segment).select(*TABLES[table]).lazy()
                conditions = list(_conditions(segment, asked))
                yield rows.filter(*conditions) if conditions else rows


@cache
def _nothing(table: str) -> pl.LazyFrame:
    return pl.LazyFrame(schema=types(table))


def _misses(segment: Segment, asked: Asked) -> bool:
    """Whether no row of the segment can hold."""
    return any(
        segment.bounds[name][0] > at if name.endswith("_from") else segment.bounds[name][1] <= at
        for name, (at, _) in asked.items()
    )


def _conditions(segment: Segment, asked: Asked) -> Iterator[pl.Expr]:
    """What is to be asked of each row, as not all of the segment hold."""
    for name, (at, value) in asked.items():
        least, greatest = segment.bounds[name]
        if name.endswith("_from") and greatest > at:
            yield pl.col(name) <= value
        elif name.endswith("_to") and least <= at:
            yield pl.col(name) > value
