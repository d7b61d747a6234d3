"""Filling a slot stream by stream, by as many processes as there are processors.

Each stream is read once, and what comes of it is inserted once, in the order of the keys.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache, partial
from itertools import groupby
from multiprocessing import get_context
from typing import NamedTuple
from uuid import UUID

from marshrut.events import NIL
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.limits import Limits
from projections.accounts import Changes, account_of
from projections.rows import audit_values
from projections.tables import slots
from projections.writing import claim, write, writing

STREAMS = 500
"""Aggregates a transaction: each holds SQLite's write lock for a fraction of a second."""

AT_ONCE = 50
"""Aggregates in memory: the fewer there are, the less is there to search for garbage."""

ALONE = 50_000
"""Events that one process has dealt with before others are of any help."""

MOST = 4
"""Processes; on SQLite more than two wait for each other to write."""


class RebuildTakenOver(Exception):  # noqa: N818 - it says what happened
    """Another rebuild has begun, and will let readers use what it has filled."""

    def __init__(self) -> None:
        super().__init__("another rebuild has begun since, and goes on")


class Filling(NamedTuple):
    """What is filled: a slot, by the rebuild ``number``, with what is known at ``upto``."""

    slot: str
    number: int
    upto: int


def fill(ledger: Ledger, filling: Filling) -> Iterator[int]:
    """Fill the slot; answers how many events each transaction has dealt with."""
    workers = min(len(os.sched_getaffinity(0)), MOST)
    if filling.upto <= ALONE or workers == 1:
        yield from map(partial(_fill_in, ledger, filling), _pages(ledger))
        return
    url = ledger.engine.url.render_as_string(hide_password=False)
    # Spawned, as a process forked from one with threads and connections is not safe.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        started: deque[Future[int]] = deque()
        for page in _pages(ledger):
            started.append(pool.submit(_fill_in_at, url, filling, page))
            if len(started) > workers:
                yield started.popleft().result()
        yield from (each.result() for each in started)


def _pages(ledger: Ledger) -> Iterator[Sequence[UUID]]:
    last = NIL
    while streams := ledger.reader.originators(after=last, limit=STREAMS):
        yield streams
        last = streams[-1]


def _fill_in_at(url: str, filling: Filling, streams: Sequence[UUID]) -> int:
    return _fill_in(_ledger_at(url), filling, streams)


@cache
def _ledger_at(url: str) -> Ledger:
    """A worker's own ledger, as long as the worker lives."""
    return Ledger(open_engine(url, limits=Limits(pool_size=1)))


def _fill_in(ledger: Ledger, filling: Filling, streams: Sequence[UUID]) -> int:
    """Insert the rows of whole streams, and answer how many events these have."""
    changes, done = Changes(), 0
    for start in range(0, len(streams), AT_ONCE):
        some = streams[start : start + AT_ONCE]
        records = ledger.records_of_many(some, upto=filling.upto)
        done += len(records)
        for _, history in groupby(records, key=lambda record: record.event.originator_id):
            stream = list(history)
            account_of(stream[0]).follow(stream, changes)
            for record in stream:
                changes.open("audit_event", *audit_values(record))
    slot = slots[filling.slot]
    with writing(ledger.engine) as connection:
        if not claim(connection, slot, after=filling.number, reached=filling.number):
            raise RebuildTakenOver
        write(connection, slot, changes)
    return done
