"""How an append compares with a bare INSERT of the same bytes.

``python -m tests.benchmarks.append``
Both ways take turns in short runs, so that a machine that is busy with something else slows
both; what is told is the median of the runs. One connection, then four, each on a thread with a
recorder of its own. Only the ratios travel.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import product
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from marshrut.ledger.engine import open_engine
from marshrut.ledger.migrate import migrate
from marshrut.ledger.recorder import LedgerRecorder
from tests.benchmarks.bare import Insert, bare_postgresql, bare_sqlite
from tests.support.databases import PostgresServer
from tests.support.postgres import own_postgres

STATE = b'{"by":{"actor":"ivanova","role":"CK_STAFF"},"content":{"text":"' + b"x" * 400 + b'"}}'
RUNS, EVENTS_A_RUN, BATCHES = 15, 100, 10
WRITERS = (1, 4)
SIZES = (1, 50)

Bare = Callable[[str, int], AbstractContextManager[Insert]]


def main() -> None:
    """Print events a second, side by side."""
    with TemporaryDirectory() as folder:
        compare("SQLite", f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/bare.db", bare_sqlite)
    with own_postgres(fsync=True) as admin_url:
        server = PostgresServer(admin_url)
        ours, bare = server.create_database(), server.create_database()
        compare("PostgreSQL", ours, bare, bare_postgresql)
        server.close()


def compare(kind: str, ours: str, bare: str, bare_insert: Bare) -> None:
    """Measure single appends and batches on two equal databases."""
    migrate(ours)
    migrate(bare)
    with ExitStack() as stack:
        appends = [stack.enter_context(ledger_insert(ours)) for _ in range(max(WRITERS))]
        inserts = [stack.enter_context(bare_insert(bare, n)) for n in range(max(WRITERS))]
        pool = stack.enter_context(ThreadPoolExecutor(max(WRITERS)))
        for writers, size in product(WRITERS, SIZES):
            rates = measure([appends[:writers], inserts[:writers]], size, pool)
            told = f"{rates[0]:6.0f} : {rates[1]:6.0f} events/s = {rates[0] / rates[1]:.2f}"
            say(f"{kind:10}  {writers} at a time, batches of {size:2}: {told}")


@contextmanager
def ledger_insert(url: str) -> Iterator[Insert]:
    """Appending by a recorder on an engine of its own."""
    engine = open_engine(url)
    recorder = LedgerRecorder(engine)
    try:
        yield recorder.insert_events
    finally:
        recorder.close()
        engine.dispose()


def measure(ways: Sequence[Sequence[Insert]], size: int, pool: ThreadPoolExecutor) -> list[float]:
    """The median rate of each way, by as many writers as it has, in events a second."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(RUNS):
        for inserts, taken in zip(ways, times, strict=True):
            lots = [made(size) for _ in inserts]
            began = perf_counter()
            for done in [pool.submit(run, *work) for work in zip(inserts, lots, strict=True)]:
                done.result()
            taken.append((perf_counter() - began) / sum(len(lot) * size for lot in lots))
    return [1 / median(taken) for taken in times]


def made(size: int) -> list[list[StoredEvent]]:
    """What one writer has to write."""
    return [events(size) for _ in range(max(EVENTS_A_RUN // size, BATCHES))]


def run(insert: Insert, batches: list[list[StoredEvent]]) -> None:
    """One writer's part."""
    for batch in batches:
        insert(batch)


def events(size: int) -> list[StoredEvent]:
    """Events of a new aggregate."""
    originator = uuid4()
    return [StoredEvent(originator, n + 1, "case.status-recorded", STATE) for n in range(size)]


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
