"""Column images in tests: tiny segments, so that a small ledger has many, and frames to compare."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from marshrut.asof import AsOf
from projections.frames.frames import Frames, frames_by_sql
from projections.image import builder, building, images, segments
from projections.image.look import Look
from projections.image.manifest import Manifest
from projections.runner import Projections

NAMES = {
    "case_state": "states",
    "case_episode": "episodes",
    "case_span": "spans",
    "case_fact": "facts",
}

Rows = dict[str, list[tuple[Any, ...]]]


def small_segments(patch: pytest.MonkeyPatch) -> list[int]:
    """Cut and merge segments of some dozen rows as else those of a million.

    Answers a list of the positions to which images are brought on from others.
    """
    patch.setattr(segments, "MOST", 60)
    patch.setattr(segments, "SOON", 6)
    patch.setattr(segments, "RATIO", 2)
    patch.setattr(builder, "SHARE", 1)
    brought_on: list[int] = []

    def continued(connection: Any, seen: Look, *rest: Any) -> Manifest:
        brought_on.append(seen.position)
        return building.continued(connection, seen, *rest)

    patch.setattr(builder, "continued", continued)
    return brought_on


def rows_by_image(projections: Projections, point: AsOf) -> Rows:
    """The rows of all frames, from an image; there must be one."""
    projections.at(point.known)
    frames = images.rows_at(projections, point, *NAMES)
    assert frames is not None
    return _rows(Frames(point, *frames))


def rows_by_sql(projections: Projections, point: AsOf) -> Rows:
    """The rows of all frames, from the database."""
    return _rows(frames_by_sql(projections, projections.at(point.known), point))


def _rows(frames: Frames) -> Rows:
    """All rows without the end of their being known, which may lie behind the point."""
    return {
        name: sorted(getattr(frames, name).drop("known_to").collect().rows(), key=str)
        for name in NAMES.values()
    }


def states_of(frame: pl.LazyFrame) -> dict[int, dict[str, Any]]:
    """The rows by the number of their case."""
    rows = frame.collect().to_dicts()
    assert len({row["number"] for row in rows}) == len(rows)
    return {row["number"]: row for row in rows}
