"""How fast the read models follow a ledger, and come out of it anew.

``python -m tests.benchmarks.rebuild [--cases N] [--profile]``
The ledger is the demo's: careers, support and routes as centres record them. The same events are
written to both databases. *Live*: they become known a few hundred at a time, each lot caught up.
*Rebuild*: all of them at once, beside the old, by as many processes as there are processors.
*Fold*: the rows alone, without a database, by one process. Only the ratios travel.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from api.commands.migrate import prepare
from api.demo.calendar import Calendar
from api.demo.installation import settings_in
from api.demo.load import load
from marshrut.events import Event
from marshrut.ledger.ledger import Record
from marshrut.ledger.migrate import migrate
from projections.accounts import Changes, account_of
from tests.support.databases import PostgresServer
from tests.support.postgres import own_postgres
from tests.support.projector import open_projections

LAST_DAY = date(2026, 10, 30)
AT_ONCE, SHOWN, TOLD = 400, 40, 5


def main(cases: int, *, profiled: bool) -> None:
    """Print events a second, side by side."""
    with TemporaryDirectory() as folder:
        events = demo_events(Path(folder), cases)
        topics = Counter(event.TOPIC for event in events).most_common(TOLD)
        say(f"{len(events)} events: {', '.join(f'{n} {topic}' for topic, n in topics)}, …")
        fold = rate(events, lambda: fold_all(events), profiled=profiled)
        say(f"fold alone: {fold:.0f} events/s")
        measure("SQLite", f"sqlite:///{folder}/copy.db", events, fold)
        with own_postgres(fsync=True) as admin_url:
            server = PostgresServer(admin_url)
            measure("PostgreSQL", server.create_database(), events, fold)
            server.close()


def demo_events(folder: Path, cases: int) -> list[Event]:
    """The events of a demo with so many cases."""
    settings = settings_in(folder)
    prepare(settings)
    load(settings, Calendar(LAST_DAY), number=cases, folder=folder, progress=unseen)
    with open_projections(settings.database_url) as projections:
        return [record.event for record in projections.ledger.records_between(after=0)]


def unseen(_: str) -> AbstractContextManager[Callable[[int, int], None]]:
    """No progress is shown."""
    return nullcontext(lambda *_: None)


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


def rate(events: list[Event], work: Callable[[], object], *, profiled: bool = False) -> float:
    """Events a second; of profiled work, also where the time goes."""
    profile = cProfile.Profile()
    began = perf_counter()
    if profiled:
        profile.runcall(work)
    else:
        work()
    taken = perf_counter() - began
    if profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
    return len(events) / taken


def say(line: str, *, end: str = "\n") -> None:
    """Print at once."""
    sys.stdout.write(line + end)
    sys.stdout.flush()


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    main(asked.cases, profiled=asked.profile)
