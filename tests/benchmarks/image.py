"""The column image: made from nothing, opened by a new process, brought on, and what it takes.

``python -m tests.benchmarks.image [--cases N …] [--cache FOLDER]``
*Cold*: from the start of a process, and within it, to its first snapshot. *Behind n events*: read
models first, then the image. *Memory*: of two workers that have answered a snapshot, all
indicators and a registry, what they share counted once. The ledger goes on by those events.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import ExitStack
from functools import partial
from time import monotonic

from api.commands.benchmark import points
from api.commands.opened import opened
from marshrut.application.service import Service
from marshrut.asof import AsOf
from projections.image.images import keep
from projections.runner import Projections
from tests.benchmarks import figures
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.imaged import images_of, with_image
from tests.benchmarks.later import go_on
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.snapshots import by_columns
from tests.benchmarks.timing import say, timed, warm
from tests.benchmarks.worker import Worker, memory, worker

MEGABYTE, SECOND = 1e6, 1_000
WORKERS = 2
BEHIND = (1, 1_000)


def main(what: Asked) -> None:
    """Print what the image costs."""
    logging.disable(logging.INFO)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                with opened(kept.settings) as service:
                    build(service, kept)
                    point = next(points(service))
                    lowest, _ = warm(partial(by_columns, with_image(service.ledger, kept), point))
                    open_cold(kept, point, lowest)
                    fill_workers(kept, point)
                    for events in BEHIND:
                        bring_on(service, kept, events)


def build(service: Service, kept: Kept) -> None:
    """The image made from nothing, beside its size."""
    shutil.rmtree(images_of(kept), ignore_errors=True)
    ms, projections = timed(lambda: with_image(service.ledger, kept))
    manifest = keep(projections)
    assert manifest is not None
    rows = sum(segment.rows for segments in manifest.segments.values() for segment in segments)
    rate = rows / ms * SECOND
    say(
        f"{kept.label}: image built in {ms / SECOND:.1f} s, {rate:.0f} rows/s,"
        f" {manifest.size / MEGABYTE:.0f} MB"
    )


def open_cold(kept: Kept, point: AsOf, lowest: float) -> None:
    """A new process, the files being there."""
    began = monotonic()
    with worker(kept.settings, images_of(kept)) as one:
        within, _ = one.ask(timed_snapshot, point)
        whole = (monotonic() - began) * SECOND
    say(
        f"{kept.label}: cold, {whole:.0f} ms from the start of a process, {within:.0f} of them"
        f" the snapshot : warm {lowest:.1f} = {within / lowest:.1f} : 1"
    )


def timed_snapshot(projections: Projections, point: AsOf) -> tuple[float, int]:
    """The milliseconds of a snapshot, and how many cases it counts."""
    ms, cells = timed(lambda: by_columns(projections, point))
    return ms, cells.total()


def fill_workers(kept: Kept, point: AsOf) -> None:
    """The memory of some workers that have answered."""
    with ExitStack() as stack:
        workers = [
            stack.enter_context(worker(kept.settings, images_of(kept))) for _ in range(WORKERS)
        ]
        before = [one.ask(memory) for one in workers]
        for one in workers:
            answer(one, point)
        after = [one.ask(memory) for one in workers]
    share = max(each.share for each in after) / MEGABYTE
    own = max(each.own for each in after) / MEGABYTE
    empty = max(each.share for each in before) / MEGABYTE
    say(
        f"{kept.label}: one of {WORKERS} workers takes {share:.0f} MB, {own:.0f} of them its own"
        f" : before it answered {empty:.0f} = {share / empty:.1f} : 1"
    )


def answer(one: Worker, point: AsOf) -> None:
    """Ask a worker for a snapshot, the indicators and a registry."""
    one.ask(timed_snapshot, point)
    one.ask(figures.indicators, point)
    one.ask(figures.counts, point)


def bring_on(service: Service, kept: Kept, events: int) -> None:
    """The image behind the ledger by some events."""
    projections = with_image(service.ledger, kept)
    go_on(service.ledger, events=events)
    rows, _ = timed(projections.catch_up)
    ms, _ = timed(lambda: keep(projections))
    say(
        f"{kept.label}: behind {events} events, image {ms:.0f} ms : read models {rows:.0f}"
        f" = {ms / rows:.1f} : 1"
    )


if __name__ == "__main__":
    main(asked())
