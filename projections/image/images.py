"""Which image answers a point: one at hand, one soon brought on, or none, and then SQL does."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from weakref import WeakKeyDictionary

import polars as pl
from sqlalchemy import Engine

from marshrut.asof import AsOf
from projections.image.keeping import Images
from projections.image.manifest import Manifest
from projections.runner import Projections


def rows_at(projections: Projections, point: AsOf, *tables: str) -> Sequence[pl.LazyFrame] | None:
    """The rows of the tables at the point, from the image; ``None`` where none can answer.

    The read models are caught up to the point already.
    """
    images = _images_of(projections)
    return None if images is None else images.rows_at(point, tables)


def keep(projections: Projections) -> Manifest | None:
    """Bring the image to where the read models are, however far that is; answers it."""
    images = _images_of(projections)
    return None if images is None else images.keep()


def keep_near(projections: Projections) -> None:
    """The same, but what takes long is left to a thread."""
    images = _images_of(projections)
    if images is not None:
        images.keep_near()


def _images_of(projections: Projections) -> Images | None:
    if projections.images is None:
        return None
    with _lock:
        images = _by_engine.get(projections.engine)
        if images is None or images.directory != projections.images:
            images = Images(projections.images, projections.engine)
            _by_engine[projections.engine] = images
    return images


_by_engine: WeakKeyDictionary[Engine, Images] = WeakKeyDictionary()
_lock = Lock()
