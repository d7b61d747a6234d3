"""A process with images: ``python -m tests.support.imager read|stall URL DIRECTORY …``.

Its segments are tiny, as those of the tests that start it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from marshrut.asof import AsOf
from projections.image import builder, images, segments
from projections.runner import Projections
from tests.support.appends import open_ledger
from tests.support.images import rows_by_image, rows_by_sql, small_segments

FIRST = date(2022, 6, 1)


@contextmanager
def open_images(url: str, directory: Path) -> Iterator[Projections]:
    """Read models on an engine of their own, which knows of no image yet."""
    with open_ledger(url) as ledger:
        yield Projections(ledger, images=directory)


def read(url: str, directory: str, times: str) -> None:
    """Ask so many times at random points, and compare with what the database answers."""
    rng = Random(url)  # noqa: S311 - no secret
    with open_images(url, Path(directory)) as projections:
        for _ in range(int(times)):
            known = rng.randint(1, projections.ledger.head().position)
            point = AsOf(FIRST + timedelta(days=rng.randrange(1_200)), known)
            assert rows_by_image(projections, point) == rows_by_sql(projections, point), point


def stall(url: str, directory: str, step: str, before: str) -> None:
    """Take a step so many times, then stay for ever, and say so."""
    module = segments if step == "write_columns" else builder
    done, take = count(), getattr(module, step)

    def instead(*arguments: Any) -> Any:
        if next(done) == int(before):
            sys.stdout.write("in the middle\n")
            sys.stdout.flush()
            sys.stdin.read()
        return take(*arguments)

    setattr(module, step, instead)
    with open_images(url, Path(directory)) as projections:
        projections.catch_up()
        images.keep(projections)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        small_segments(patch)
        {"read": read, "stall": stall}[sys.argv[1]](*sys.argv[2:])
