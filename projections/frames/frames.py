"""The frames of a point: each question about many cases begins here.

They come from the column image where it is at hand, and else from the database: the same rows.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from marshrut.asof import AsOf
from projections.frames.columns import TABLES
from projections.frames.reading import read_rows
from projections.frames.rows import frame_of
from projections.image import images
from projections.point import covers, known
from projections.runner import Projections
from projections.tables import Slot


class Frames(NamedTuple):
    """Rows at a point. ``states``: one a case that has begun, whatever its lifecycle.

    ``episodes``, ``spans`` and ``facts`` are those known at the point, of all days.
    """

    point: AsOf
    states: pl.LazyFrame
    episodes: pl.LazyFrame
    spans: pl.LazyFrame
    facts: pl.LazyFrame


def frames_at(projections: Projections, point: AsOf) -> Frames:
    """The frames of the point, the read models caught up to it."""
    slot = projections.at(point.known)
    rows = images.rows_at(projections, point, *TABLES)
    return frames_by_sql(projections, slot, point) if rows is None else Frames(point, *rows)


def frames_by_sql(projections: Projections, slot: Slot, point: AsOf) -> Frames:
    """The frames as the database answers them."""
    wanted = {
        "case_state": covers(slot.case_state, point),
        "case_episode": known(slot.case_episode, point),
        "case_span": known(slot.case_span, point),
        "case_fact": known(slot.case_fact, point),
    }
    with projections.reading() as connection:
        read = {
            name: read_rows(connection, getattr(slot, name), name, where)
            for name, where in wanted.items()
        }
    return Frames(point, *(frame_of(name, rows) for name, rows in read.items()))
