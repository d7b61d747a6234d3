"""How fast a ledger is replayed, and a case read at any point.

``python -m tests.benchmarks.reads [--cases N …] [--cache FOLDER]``
*Replay*: every event read and decoded. *Case*: GET /cases/{id} at the head and at the middle of
the ledger, through the application without a network.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from statistics import quantiles
from time import perf_counter

from msgspec import structs
from sqlalchemy import select

from api.app import create_app
from api.commands.benchmark import points
from api.commands.opened import opened
from api.context import EXTENSION
from api.settings import Settings
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.cases.events import CaseOpened
from marshrut.ledger.access import issue_token
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.schema import ledger
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.timing import say, timed

READ, AT_ONCE = 300, 5_000
OK = 200


def main(what: Asked) -> None:
    """Print what each takes, side by side."""
    logging.disable(logging.INFO)  # the requests' own lines
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                measure(kept)


def measure(kept: Kept) -> None:
    """Every question to one database."""
    with opened(kept.settings) as service:
        ms, events = timed(lambda: decoded(service.ledger))
        say(f"{kept.label}: {events} events replayed, {events / ms * 1000:.0f} events/s")
        for where, point in zip(("head", "past"), points(service), strict=True):
            p50, p99 = read_cases(service, kept.settings, point)
            say(f"{kept.label}, {where}: a case in {p50:.1f} ms (p99 {p99:.1f} ms)")


def lots(source: Ledger) -> Iterator[list[StoredRecord]]:
    """All rows of the ledger, some at a time."""
    after = 0
    while rows := source.reader.between(after=after, limit=AT_ONCE):
        yield rows
        after = rows[-1].position


def decoded(source: Ledger) -> int:
    """Read and decode the whole ledger; how many events it has."""
    return sum(1 for rows in lots(source) for row in rows if source.mapper.event_of(row))


def read_cases(service: Service, made: Settings, point: AsOf) -> tuple[float, float]:
    """The milliseconds that half, and nearly all, of the reads of some cases take."""
    opening = select(ledger.c.originator_id).where(ledger.c.topic == CaseOpened.TOPIC)
    with service.engine.begin() as connection:
        known = opening.where(ledger.c.position <= point.known).order_by(ledger.c.originator_id)
        ids = list(connection.scalars(known.limit(READ)))
        token = issue_token(connection, actor="reader", role="AUDITOR")
    app = create_app(structs.replace(made, rate_limit=0))
    client = app.test_client()
    query = {"as_of": point.as_of.isoformat(), "known_position": str(point.known)}
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "benchmark"}
    taken = []
    for case_id in ids:
        path = f"/api/v1/cases/{case_id}"
        began = perf_counter()
        answer = client.get(path, query_string=query, headers=headers)
        taken.append((perf_counter() - began) * 1000)
        assert answer.status_code == OK, answer.text
    app.extensions[EXTENSION].close()
    percentiles = quantiles(taken[1:], n=100)
    return percentiles[49], percentiles[98]


if __name__ == "__main__":
    main(asked())
