"""How fast a ledger is replayed, a case read and the snapshot counted, at any point.

``python -m tests.benchmarks.reads [--cases N …] [--cache FOLDER]``
The ledger is the demo's, the same events on both databases. *Replay*: every event read and
decoded. *Case*: GET /cases/{id} at the head and at the middle of the ledger, through the
application without a network. *Snapshot*: by SQL and by replaying every case, which must agree.
A folder keeps the ledgers, which take longer to make than to measure.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec
from sqlalchemy import select

from api.app import create_app
from api.commands.benchmark import measured, points, timed
from api.commands.migrate import prepare
from api.commands.opened import opened
from api.context import EXTENSION
from api.demo.installation import load_into, settings_in
from api.settings import Settings
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.cases.events import CaseOpened
from marshrut.ledger.access import issue_token
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.restoring import restore
from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.schema import ledger
from projections.runner import Projections
from tests.support.databases import PostgresServer
from tests.support.demos import quietly
from tests.support.postgres import own_postgres

CASES, READ, AT_ONCE = 10_000, 300, 5_000
OK = 200


def main() -> None:
    """Print what each takes, side by side."""
    parser = ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="+", default=[CASES])
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    logging.disable(logging.INFO)  # the requests' own lines
    with nullcontext(asked.cache) if asked.cache else TemporaryDirectory() as place:
        for cases in asked.cases:
            folder = Path(place) / f"{cases}"
            if not folder.exists():
                load_into(folder, cases=cases, progress=quietly)
            made = settings_in(folder)
            measure("SQLite", made, cases)
            with own_postgres(fsync=True) as admin_url:
                server = PostgresServer(admin_url)
                measure("PostgreSQL", copied(made, server.create_database()), cases)
                server.close()


def copied(made: Settings, url: str) -> Settings:
    """The same ledger in another database, with the same keys; its read models made anew."""
    copy = msgspec.structs.replace(made, database_url=url)
    prepare(copy)
    with opened(made) as source, opened(copy) as target:
        rows = (row for lot in lots(source.ledger) for row in lot)
        restore(target.ledger.recorder, rows=rows)
        Projections(target.ledger).rebuild()
    return copy


def measure(kind: str, made: Settings, cases: int) -> None:
    """Every question to one database."""
    with opened(made) as service:
        seconds, events = timed(lambda: decoded(service.ledger))
        say(f"{kind:10}  {cases} cases: {events} events replayed, {events / seconds:.0f} events/s")
        asked = list(points(service))
        for where, point in zip(("head", "past"), asked, strict=True):
            p50, p99 = read_cases(service, made, point)
            say(f"{kind:10}  {cases} cases, {where}: a case in {p50:.1f} ms (p99 {p99:.1f} ms)")
        for where, point in zip(("head", "past"), asked, strict=True):
            speed = measured(service, point)
            told = f"{speed.sql_ms:.0f} ms : {speed.replay_ms:.0f} ms replayed"
            say(f"{kind:10}  {cases} cases, {where}: snapshot {told} = 1 : {speed.ratio:.0f}")


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
    app = create_app(made)
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


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
