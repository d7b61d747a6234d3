"""Whoever writes, serves or keeps the read models is killed, again and again, under load.

Two processes load lists, clients write over HTTP to gunicorn, a worker follows the ledger. Each
round kills one of them, or of PostgreSQL's processes, and another takes its place.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep
from typing import Any, NamedTuple

from sqlalchemy import func, select

from api.commands.opened import opened
from api.settings import load_settings
from marshrut.application.service import Service
from marshrut.cases.events import CaseOpened
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.migrate import migrate
from marshrut.ledger.schema import ledger as stored
from marshrut.ledger.schema_access import natural_key
from projections.runner import Projections
from tests.support.databases import PostgresServer, wall_at
from tests.support.http import Installation, installed
from tests.support.ledger_order import Order
from tests.support.patient_reader import PatientReader
from tests.support.persistent import Persistent, Told, http_send, lost_or_doubled
from tests.support.postgres import KeptPostgres, kept_postgres
from tests.support.read_models import fingerprints
from tests.support.victims import follow, load_lists, serve, started
from tests.support.watching import Importer, broken_promises
from tests.trials.trial import Outcome, Trial

CLIENTS = 2
EVENTS_A_ROW = 3
REST = 0.05
"""Seconds between two writes of a client: the lists bring the events, the clients single ones."""

PATIENCE = 120.0
LATEST = 0.25
"""Seconds after which, at most, the kill comes when there are events enough."""


def run(rounds: int) -> Outcome:
    """Kill so many times on each kind of database."""
    outcome = Outcome()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.db"
        migrate(url)
        with victims(url, Path(folder)) as trial:
            trial.go(rounds, outcome, "SQLite")
        with kept_postgres() as server:
            databases = PostgresServer(server.admin_url)
            url = databases.create_database()
            migrate(url)
            wall_at(databases, url)
            with victims(url, Path(folder), server=server) as trial:
                trial.go(rounds, outcome, "PostgreSQL")
            databases.close()
    return outcome


@contextmanager
def victims(
    url: str,
    folder: Path,
    *,
    server: KeptPostgres | None = None,
    load: Load | None = None,
) -> Iterator[Kill]:
    """An installation with everybody at work; in the end they all end."""
    with ExitStack() as stack:
        installation = stack.enter_context(installed(url, folder))
        service = stack.enter_context(opened(load_settings(installation.environ)))
        with closing(Kill(installation, service, server, load or Load())) as kill:
            yield kill


class Load(NamedTuple):
    """Who loads lists of how many rows; how many workers serve; the least events of a round."""

    importer: Any = load_lists
    importers: int = 2
    rows: int = 1_000
    workers: int = 2
    events: int = 2_600


class Kill:
    """Those at work, and who kills them."""

    def __init__(
        self,
        installation: Installation,
        service: Service,
        server: KeptPostgres | None,
        load: Load,
    ) -> None:
        environ = installation.environ
        self._service, self._server, self._load = service, server, load
        self._luck = Random(1)  # noqa: S311 - no secret: who is killed, and when
        self._before = service.ledger.head().position
        # A server process that was killed takes the others with it, a moment later.
        self._reader = PatientReader(service.engine)
        self._order = Order(self._reader)
        self._importers = [
            Importer(number, load.importer, environ, load.rows) for number in range(load.importers)
        ]
        self._serving, self._serving_pipe = started(serve, environ, load.workers)
        self._follower, self._follower_pipe = started(follow, environ)
        self._environ = environ
        port = self._serving_pipe.recv()
        self._follower_pipe.recv()
        self._told = [Told() for _ in range(CLIENTS)]
        tokens = [installation.staff().token or "" for _ in range(CLIENTS)]
        self._clients = [
            Persistent(http_send(port, token), told, reads=False, rest=REST)
            for token, told in zip(tokens, self._told, strict=True)
        ]

    def close(self) -> None:
        """End whoever still runs."""
        for pipe in (self._serving_pipe, self._follower_pipe):
            pipe.close()
        for process in (self._serving, self._follower):
            process.join()

    def go(self, rounds: int, outcome: Outcome, kind: str) -> None:
        """Kill so many times, and tell what came out wrong."""

        def faulty(found: Iterator[str] | Sequence[str]) -> None:
            for told in found:
                outcome.fault(f"{kind}: {told}")

        enough = Event()
        with ThreadPoolExecutor(CLIENTS) as pool:
            running = [pool.submit(client.go, enough) for client in self._clients]
            for importer in self._importers:
                importer.start()
            try:
                for number, kill in enumerate(islice(cycle(self._ways()), rounds), 1):
                    self._wait(self._load.events * number)
                    kill()
                    outcome.count(f"kills on {kind}")
                    faulty(self._promises())
            finally:
                enough.set()
                for importer in self._importers:
                    importer.kill()
            for each in running:
                each.result()
        for importer in self._importers:  # the lists that were broken off are loaded whole
            importer.start(lists=1)
            importer.wait()
        outcome.count("acknowledged events", self._acknowledged())
        faulty(self._promises())
        faulty(self._in_the_end())

    def _ways(self) -> list[Callable[[], None]]:
        importers = [lambda each=each: self._kill_importer(each) for each in self._importers]
        ways = [*importers, self._kill_worker, *importers, self._kill_follower]
        if self._server is None:
            return ways
        return [*ways[:3], self._kill_backend, *ways[3:], self._kill_server]

    def _wait(self, events: int) -> None:
        until = monotonic() + PATIENCE
        while self._acknowledged() < events:
            if monotonic() > until or any(importer.said.faults for importer in self._importers):
                raise RuntimeError(f"no {events} events come any more")
            sleep(0.005)
        sleep(self._luck.random() * LATEST)

    def _acknowledged(self) -> int:
        loaded = sum(importer.said.events for importer in self._importers)
        return loaded + sum(sum(list(told.events.values())) for told in self._told)

    def _kill_importer(self, importer: Importer) -> None:
        importer.kill()
        importer.start()

    def _kill_worker(self) -> None:
        """One of gunicorn's: it puts another in its place."""
        children = Path(f"/proc/{self._serving.pid}/task/{self._serving.pid}/children")
        workers = children.read_text().split()
        os.kill(int(self._luck.choice(workers)), signal.SIGKILL)

    def _kill_follower(self) -> None:
        self._follower.kill()
        self._follower.join()
        self._follower_pipe.close()
        self._follower, self._follower_pipe = started(follow, self._environ)

    def _kill_backend(self) -> None:
        """One of PostgreSQL's at work: the server starts all of them anew, from its log."""
        busy = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state"
        with self._service.engine.connect() as connection:
            found = connection.exec_driver_sql(f"{busy} <> 'idle'").scalars().all()
            os.kill(self._luck.choice(found), signal.SIGKILL)
            connection.invalidate()

    def _kill_server(self) -> None:
        assert self._server is not None
        self._server.command("kill")
        self._server.command("start")

    def _promises(self) -> Iterator[str]:
        self._settle()
        for importer in self._importers:
            yield from broken_promises(importer.said, self._reader)
        yield from self._order.faults()

    def _settle(self) -> None:
        """Wait for appends in flight, of a server that may be on its way up."""
        until = monotonic() + PATIENCE
        while True:
            try:
                self._service.ledger.settled()
            except CONNECTION_LOST:
                if monotonic() > until:
                    raise
                sleep(0.02)
            else:
                return

    def _in_the_end(self) -> Iterator[str]:
        service = self._service
        yield from lost_or_doubled(self._told, service.ledger)
        for said in (*self._told, *(importer.said for importer in self._importers)):
            yield from said.faults
        clients = sum(sum(told.events.values()) for told in self._told)
        rows = self._load.rows * sum(importer.said.loaded for importer in self._importers)
        cases = rows + sum(len(told.events) for told in self._told)
        with service.engine.connect() as connection:
            first = select(stored.c.originator_id).where(stored.c.topic == CaseOpened.TOPIC)
            case_ids = connection.execute(first).scalars().all()
            natural = connection.scalar(select(func.count()).select_from(natural_key))
        if len(case_ids) != cases or natural != cases:
            yield f"{len(case_ids)} cases and {natural} natural keys, where {cases} were asked for"
        keys = service.keys.get_many(case_ids)
        if len(keys) != len(case_ids):
            yield f"{len(case_ids) - len(keys)} cases have no key"
        events = service.ledger.head().position - self._before - clients
        if events != EVENTS_A_ROW * rows:
            yield f"{events} events for {rows} graduates who were loaded"
        yield from self._read_models()

    def _read_models(self) -> Iterator[str]:
        projections = Projections(self._service.ledger, keeper=self._service.keeper)
        projections.catch_up()
        live = fingerprints(projections)
        projections.rebuild()
        if fingerprints(projections) != live:
            yield "the read models are not what a rebuild makes of the ledger"


TRIAL = Trial(
    name="kill",
    about=(
        "`kill -9` of processes that load lists, of gunicorn's workers, of the one that keeps the"
        " read models, of PostgreSQL's, while all of them are at work"
    ),
    aim="200 kills on each database, 1,000,000 acknowledged events; 0 lost, 0 half-written",
    rounds=200,
    run=run,
)
