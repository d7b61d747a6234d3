"""A process that keeps read models: ``python -m tests.support.projector catch-up|stall URL …``.

Its batches are small, so that there is much to race for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from projections import runner, writing
from projections.runner import Projections
from tests.support.appends import open_ledger

SMALL = 5


@contextmanager
def open_projections(url: str, *, images: Path | None = None) -> Iterator[Projections]:
    """Read models on an engine of their own."""
    with open_ledger(url) as ledger:
        yield Projections(ledger, images=images)


def catch_up(url: str) -> None:
    """Come to the head."""
    with open_projections(url) as projections:
        projections.catch_up()


def stall(url: str, writes: str) -> None:
    """Write so many times, then stay for ever in the middle of a transaction, and say so."""
    done, insert_rows = count(1), writing.insert_rows

    def write(*arguments: Any) -> None:
        insert_rows(*arguments)
        if next(done) == int(writes):
            sys.stdout.write("in the middle\n")
            sys.stdout.flush()
            sys.stdin.read()

    writing.insert_rows = write
    catch_up(url)


if __name__ == "__main__":
    runner.BATCH = SMALL
    {"catch-up": catch_up, "stall": stall}[sys.argv[1]](*sys.argv[2:])
