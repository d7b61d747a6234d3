"""How fast the read models follow a ledger, and come out of it anew.

``python -m tests.benchmarks.rebuild [--profile]``
The same generated cases are written to both databases. *Live*: they become known a few hundred
events at a time, each lot caught up. *Rebuild*: all of them at once, beside the old. *Fold*: what
the rows cost without a database, which no database can do better than. Only the ratios travel.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from marshrut.events import Event
from marshrut.ledger.ledger import Record
from marshrut.ledger.migrate import migrate
from projections.accounts import Changes, account_of
from tests.support.databases import PostgresServer
from tests.support.ledgers import Chronicle
from tests.support.postgres import own_postgres
from tests.support.projector import open_projections

CASES, AT_ONCE, SHOWN = 1_500, 400, 25


def main() -> None:
    """Print events a second, side by side."""
    events = Chronicle(Random(1), cases=CASES).events  # noqa: S311 - the same each time
    say(f"{len(events)} events of {CASES} cases")
    fold = rate(events, lambda: fold_all(events))
    say(f"fold alone: {fold:.0f} events/s")
    with TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{Path(folder) / 'ledger.db'}", events, fold)
    with own_postgres(fsync=True) as admin_url:
        server = PostgresServer(admin_url)
        measure("PostgreSQL", server.create_database(), events, fold)
        server.close()


def measure(kind: str, url: str, events: list[Event], fold: float) -> None:
    """Measure live processing and a rebuild on one database."""
    migrate(url)
    with open_projections(url) as projections:
        taken = 0.0
        for start in range(0, len(events), AT_ONCE):
            projections.ledger.append(events[start : start + AT_ONCE])
            began = perf_counter()
            projections.catch_up()
            taken += perf_counter() - began
        live = len(events) / taken
        rebuild = rate(events, projections.rebuild)
    say(f"{kind}: live {live:.0f}, rebuild {rebuild:.0f} events/s", end=" = ")
    say(f"{live / fold:.2f} : {rebuild / fold:.2f} of the fold alone")


def fold_all(events: list[Event]) -> None:
    """Make the rows of every stream, as a rebuild does."""
    streams: dict[UUID, list[Record]] = defaultdict(list)
    for position, event in enumerate(events, start=1):
        streams[event.originator_id].append(Record(position, position, event))
    for records in streams.values():
        account_of(records[0]).follow(records, Changes())


def rate(events: list[Event], work: Callable[[], object]) -> float:
    """Events a second."""
    began = perf_counter()
    work()
    return len(events) / (perf_counter() - began)


def say(line: str, *, end: str = "\n") -> None:
    """Print at once."""
    sys.stdout.write(line + end)
    sys.stdout.flush()


if __name__ == "__main__":
    if "--profile" in sys.argv:
        with cProfile.Profile() as profile:
            main()
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
    else:
        main()
