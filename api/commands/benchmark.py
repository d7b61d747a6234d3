"""``marshrut benchmark``: how fast this ledger answers. It writes nothing to the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from statistics import median
from time import perf_counter
from typing import TypeVar

import click
import msgspec
from rich.console import Console
from rich.table import Table

from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.cases.events import CaseOpened
from marshrut.cases.history import History
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.events import NIL, Event
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Ledger
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import snapshot

AT_ONCE = 500
TIMES = 7
"""A question is asked so many times; the middle one counts."""

T = TypeVar("T")
Advance = Callable[[int, int], None]


class Speed(msgspec.Struct, frozen=True):
    """The snapshot at one point, by SQL and by replaying every case, which agree."""

    as_of: str
    known_position: int
    cases: int
    sql_ms: float
    replay_ms: float
    replay_events_per_second: float

    @property
    def ratio(self) -> float:
        """How many times faster SQL is."""
        return self.replay_ms / self.sql_ms


@click.command("benchmark")
@database_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(database: str | None, *, as_json: bool) -> None:
    """Measure the snapshot at two points against replaying every case."""
    with opened(settings(database)) as service:
        speeds = [measured(service, point) for point in points(service)]
    if as_json:
        click.echo(msgspec.json.encode(speeds))
        return
    table = Table("as of", "position", "cases", "SQL, ms", "replay, ms", "ratio", "events/s")
    for speed in speeds:
        figures = (f"{speed.sql_ms:.1f}", f"{speed.replay_ms:.0f}", f"{speed.ratio:.0f}")
        events = f"{speed.replay_events_per_second:.0f}"
        known = f"{speed.known_position}", f"{speed.cases}"
        table.add_row(speed.as_of, *known, *figures, events)
    Console().print(table)


def points(service: Service) -> Iterator[AsOf]:
    """The head today, and the middle of the ledger on the day on which it was the head."""
    head = service.ledger.head().position
    if head == 0:
        raise click.ClickException("the ledger is empty")
    middle = (head + 1) // 2
    recorded = moment_of(service.ledger.times_of([middle])[middle])
    yield AsOf(service.today(), head)
    yield AsOf(recorded.astimezone(service.zone()).date(), middle)


def measured(service: Service, point: AsOf) -> Speed:
    """Ask for the snapshot at the point in both ways.

    Raises ``ClickException`` where they differ: the read models are not what the ledger says.
    """
    projections = Projections(service.ledger, keeper=service.keeper)
    projections.at(point.known)
    asked = [timed(lambda: counts(projections, point)) for _ in range(TIMES)]
    with progress("Replaying every case") as advance:
        seconds, replayed = timed(lambda: replay(service.ledger, point, advance=advance))
    if any(counted != replayed for _, counted in asked):
        raise click.ClickException("the read models differ from the ledger; run: marshrut rebuild")
    return Speed(
        as_of=point.as_of.isoformat(),
        known_position=point.known,
        cases=sum(replayed.values()),
        sql_ms=median(taken for taken, _ in asked) * 1000,
        replay_ms=seconds * 1000,
        replay_events_per_second=point.known / seconds,
    )


def counts(projections: Projections, point: AsOf) -> Counter[str]:
    """Cases by primary status, by SQL."""
    found = snapshot(projections, point, filters=Filters(), scope=Scope())
    return Counter(found.rows[0].statuses)


def replay(ledger: Ledger, point: AsOf, *, advance: Advance) -> Counter[str]:
    """Cases by primary status, by folding every stream."""
    counted: Counter[str] = Counter()
    done = 0
    for events in streams(ledger, upto=point.known):
        done += len(events)
        if isinstance(events[0], CaseOpened):
            state = History(events).state(point.as_of)  # type: ignore[arg-type]
            if state.lifecycle in IN_COHORT:
                counted[state.primary] += 1
        advance(done, point.known)
    return counted


def streams(ledger: Ledger, *, upto: int) -> Iterator[list[Event]]:
    """The events of every aggregate known at a position."""
    after = NIL
    while ids := ledger.reader.originators(after=after, limit=AT_ONCE):
        records = ledger.records_of_many(ids, upto=upto)
        for _, stream in groupby(records, key=lambda record: record.event.originator_id):
            yield [record.event for record in stream]
        after = ids[-1]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    began = perf_counter()
    result = work()
    return perf_counter() - began, result
