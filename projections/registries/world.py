"""All that is known, and ever was by a position, of some cases: the ground of their courses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

import polars as pl

from marshrut.asof import AsOf
from marshrut.registries import Registry
from marshrut.registries.sight import Beside
from projections.frames import Frames
from projections.frames.columns import TABLES
from projections.frames.reading import read_rows
from projections.frames.rows import Row, frame_of
from projections.registries.beside import beside_of
from projections.runner import Projections


class World(NamedTuple):
    """Rows known at the point's position or before; ``frames.point`` is the point."""

    frames: Frames
    beside: Beside

    @property
    def known(self) -> World:
        """Without what had been replaced by the point's position."""
        kept = pl.col("known_to") > self.frames.point.known
        return World(
            Frames(self.frames.point, *(rows.filter(kept) for rows in self.frames[1:])),
            self.beside.where(kept),
        )

    def only(self, tables: Collection[str]) -> World:
        """Without the rows of other tables: what they tell cannot change the answer."""
        rows = zip(TABLES, self.frames[1:], strict=True)
        kept = (each if name in tables else frame_of(name, ()) for name, each in rows)
        return World(Frames(self.frames.point, *kept), self.beside)


def world_of(
    projections: Projections,
    point: AsOf,
    case_ids: Collection[UUID],
    *,
    tables: Collection[str],
    registry: Registry,
) -> World:
    """The rows of the cases in the tables, and what the registry asks of others."""
    slot = projections.at(point.known)
    rows = {}
    with projections.reading() as connection:
        for name in tables:
            table = getattr(slot, name)
            theirs = (table.c.case_id.in_(case_ids), table.c.known_from <= point.known)
            rows[name] = read_rows(connection, table, name, *theirs)
    return World(frames_of(point, rows), beside_of(projections, point, registry))


def frames_of(point: AsOf, rows: Mapping[str, Collection[Row]]) -> Frames:
    """Frames of rows as the database tells them, by table; of others there are none."""
    return Frames(point, *(frame_of(name, rows.get(name, ())) for name in TABLES))
