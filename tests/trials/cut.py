"""The way to PostgreSQL breaks, or the server itself, while clients write over HTTP.

Clients ask again until they are answered, as the answer 503 says; the API goes on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep

from sqlalchemy import make_url

from marshrut.ledger.migrate import migrate
from projections.runner import Projections
from tests.support.appends import open_ledger
from tests.support.databases import PostgresServer
from tests.support.fault_proxy import FaultProxy, Harm, fault_proxy
from tests.support.http import Installation, installed
from tests.support.ledger_order import Order
from tests.support.persistent import Persistent, Told, flask_send, lost_or_doubled
from tests.support.postgres import KeptPostgres, kept_postgres
from tests.support.read_models import everything, rebuilt
from tests.trials.trial import Outcome, Trial

CLIENTS = 6
WITHIN = 10.0
"""Seconds in which a harm meets somebody, and in which all clients write again after it."""

KILL, STOP = "the server is killed", "the server is stopped without a checkpoint"
HARMS = (*Harm, KILL, *Harm, STOP)


def run(rounds: int) -> Outcome:
    """Do harm so many times, each kind in turn."""
    with kept_postgres() as server, broken_way(server) as trial:
        return trial.go(rounds)


@contextmanager
def broken_way(server: KeptPostgres) -> Iterator[Cut]:
    """The API on a database behind the proxy, with clients at it."""
    databases = PostgresServer(server.admin_url)
    direct = databases.create_database()
    migrate(direct)
    with TemporaryDirectory() as folder, fault_proxy(server.socket) as proxy:
        way = make_url(direct).set(host="127.0.0.1", port=proxy.port, query={})
        url = way.render_as_string(hide_password=False)
        with installed(url, Path(folder)) as installation:
            yield Cut(installation, direct, server, proxy)
    databases.drop_database(direct)


class Cut:
    """Clients who write, and somebody who breaks things."""

    def __init__(
        self, installation: Installation, direct: str, server: KeptPostgres, proxy: FaultProxy
    ) -> None:
        self._app, self._direct = installation.app, direct
        self._server, self._proxy = server, proxy
        self.told = [Told() for _ in range(CLIENTS)]
        staff = [installation.staff() for _ in range(CLIENTS)]
        self._clients = [
            Persistent(flask_send(one), told) for one, told in zip(staff, self.told, strict=True)
        ]
        self._outcome = Outcome()

    def go(self, rounds: int) -> Outcome:
        """Break something so many times; what came of it."""
        with open_ledger(self._direct) as ledger:
            before = ledger.head().position
        enough = Event()
        with ThreadPoolExecutor(CLIENTS) as pool:
            running = [pool.submit(client.go, enough) for client in self._clients]
            try:
                for harm in islice(cycle(HARMS), rounds):
                    self._outcome.count("harms")
                    self._break(harm)
                    self._recover(harm)
            finally:
                enough.set()
            for each in running:
                each.result()
        self._compare(before)
        return self._outcome

    def _break(self, harm: Harm | str) -> None:
        if isinstance(harm, Harm):
            if not self._proxy.harm(harm, within=WITHIN):
                self._outcome.fault(f"{harm.value}: nobody was met by it")
            return
        self._server.command("kill" if harm == KILL else "stop")
        sleep(0.1)  # so that somebody is told that the server is not there
        self._server.command("start")

    def _recover(self, harm: Harm | str) -> None:
        """Every client is answered again, by an API that nobody has started anew."""
        before = [told.answers for told in self.told]
        until = monotonic() + WITHIN
        while any(told.answers <= n for told, n in zip(self.told, before, strict=True)):
            if monotonic() > until:
                self._outcome.fault(f"{harm}: not everybody was answered in {WITHIN:.0f} s")
                return
            sleep(0.005)

    def _compare(self, before: int) -> None:
        outcome, told = self._outcome, self.told
        acknowledged = sum(sum(one.events.values()) for one in told)
        for what in ("answers", "unready", "repeated"):
            outcome.count(NAMES[what], sum(getattr(one, what) for one in told))
        outcome.count("acknowledged events", acknowledged)
        for one in told:
            for fault in one.faults:
                outcome.fault(fault)
        with open_ledger(self._direct) as ledger:
            for fault in (*Order(ledger.reader).faults(), *lost_or_doubled(told, ledger)):
                outcome.fault(fault)
            stored = ledger.head().position - before
            if stored != acknowledged:
                outcome.fault(f"{stored} events were stored, and {acknowledged} acknowledged")
            projections = Projections(ledger)
            projections.catch_up()
            if everything(projections) != rebuilt(projections):
                outcome.fault("the read models are not what a rebuild makes of the ledger")


NAMES = {"answers": "answers", "unready": "answers 503", "repeated": "requests repeated"}

TRIAL = Trial(
    name="cut",
    about=(
        "6 clients write over HTTP while PostgreSQL is killed, stopped and started, and its"
        " connections break before COMMIT, after it, in the middle of a packet, or come late"
    ),
    aim="500 harms; 0 events lost, 0 doubled, only 503 meanwhile, the API recovers by itself",
    rounds=500,
    run=run,
)
