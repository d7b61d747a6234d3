"""The way to PostgreSQL breaks, or the server itself, while clients write over HTTP.

Clients ask again until they are answered, as the answer 503 says; the API goes on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from sqlalchemy import make_url

from marshrut.ledger.migrate import migrate
from tests.support.databases import PostgresServer, wall_at
from tests.support.fault_proxy import FaultProxy, Harm, fault_proxy
from tests.support.http import Installation, installed
from tests.support.postgres import KeptPostgres, kept_postgres
from tests.support.under_load import UnderLoad
from tests.trials.trial import Outcome, Trial

CLIENTS = 6
WITHIN = 10.0
"""Seconds in which a harm meets somebody."""

PAUSE = 0.1
"""Seconds without a server, so that somebody is told that it is not there."""

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
    wall_at(databases, direct)
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
        self._server, self._proxy = server, proxy
        self._load = UnderLoad(installation, ledger_url=direct, clients=CLIENTS)

    def go(self, rounds: int) -> Outcome:
        """Break something so many times; what came of it."""
        outcome = Outcome()
        with self._load.going():
            for harm in islice(cycle(HARMS), rounds):
                outcome.count("harms")
                named = harm if isinstance(harm, str) else harm.value
                if not self._break(harm):
                    outcome.fault(f"{named}: nobody was met by it")
                if not self._load.answered():
                    outcome.fault(f"{named}: not everybody was answered after it")
        self._load.compare(outcome)
        return outcome

    def _break(self, harm: Harm | str) -> bool:
        if isinstance(harm, Harm):
            return self._proxy.harm(harm, within=WITHIN)
        self._server.command("kill" if harm == KILL else "stop")
        sleep(PAUSE)
        self._server.command("start")
        return True


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
