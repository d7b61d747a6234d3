"""A process whose disk becomes full again and again: ``KIND ROUNDS FOLDER [limit]``.

Prints what came of it as JSON. ``limit``: its files have a limit, its file system has none.
"""

from __future__ import annotations

import logging
import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from random import Random
from time import sleep

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.context import EXTENSION
from api.settings import load_settings
from marshrut.ledger.engine import open_engine
from marshrut.ledger.limits import ALONE
from marshrut.ledger.migrate import migrate
from tests.support.databases import PostgresServer, wall_at
from tests.support.http import Client, Installation, installed
from tests.support.postgres import KeptPostgres, kept_postgres
from tests.support.shell import Shell
from tests.support.small_disk import Disk, FileLimit, SmallFileSystem
from tests.support.under_load import UnderLoad
from tests.trials.trial import Outcome

CLIENTS = 3
MOST_ROOM = 400_000
REFUSALS = 3
OK, UNREADY = 200, 503
RESTART_EVERY, LOG_EVERY = 3, 4
SEGMENTS = 20
OF_A_SMALL_DISK = ("max_wal_size=64MB", "min_wal_size=32MB")
"""By default PostgreSQL lets its log grow to more than this disk holds: then there is no room for
it to start, whatever else is taken away."""


class Filling:
    """An installation on a disk that is full from time to time."""

    def __init__(
        self, installation: Installation, url: str, disk: Disk, server: KeptPostgres | None
    ) -> None:
        self._installation, self._url, self._disk, self._server = installation, url, disk, server
        self._apps = [installation.app]
        self._load = UnderLoad(installation, ledger_url=url, clients=CLIENTS)
        self._luck = Random(1)  # noqa: S311 - no secret: how much room there is
        self.outcome = Outcome()

    def go(self, rounds: int, name: str) -> None:
        """Fill the disk and empty it, so many times."""
        with self._load.going():
            for number in range(1, rounds + 1):
                self._disk.leave(self._luck.randrange(MOST_ROOM))
                if not self._load.met(REFUSALS):
                    self.outcome.fault(f"round {number}: nobody was told of a full disk")
                self._look(number)
                self._disk.free()
                if self._server is not None:
                    self._server.command("start")  # if it has given up, as an operator would
                if not self._load.answered():
                    self.outcome.fault(f"round {number}: not everybody was answered after it")
                self.outcome.count(f"times full on {name}")
        self._load.compare(self.outcome)

    def close(self) -> None:
        """Let go of what was opened anew."""
        for app in self._apps[1:]:
            app.extensions[EXTENSION].close()

    def _look(self, number: int) -> None:
        """While it is full: is everything told cleanly, and can everything be started?"""
        if number % LOG_EVERY == 0 and self._server is not None:
            self._fill_log()
        nobody = Client(self._apps[-1], None)
        told = {path: nobody.get(path).status_code for path in ("/healthz", "/readyz")}
        if told["/healthz"] != OK or told["/readyz"] not in {OK, UNREADY}:
            self.outcome.fault(f"round {number}: {told}")
        said = Shell(self._installation.environ).run("employer", "add", INN, "--name", f"{number}")
        if said.exit_code == 0:  # there was room enough for that
            self._load.beside += 1
        elif said.exit_code != 1 or said.stdout or len(said.stderr.strip().splitlines()) != 1:
            self.outcome.fault(f"round {number}: the command line said {said.output[-300:]!r}")
        else:
            self.outcome.count("commands that said so in one line")
        if number % RESTART_EVERY == 0:
            self._start_anew()

    def _start_anew(self) -> None:
        """Another process of the API begins while there is no room, and takes over."""
        self._apps.append(create_app(load_settings(self._installation.environ)))
        self._load.turn_to(self._apps[-1])
        self.outcome.count("starts on a full disk")
        if not self._load.met(REFUSALS):
            self.outcome.fault("an API that was started on a full disk told nobody so")

    def _fill_log(self) -> None:
        """PostgreSQL's own log finds no room either: then the server stops all that it does."""
        engine = open_engine(self._url, limits=ALONE)
        try:
            with engine.connect() as connection:
                for _ in range(SEGMENTS):  # some are there from before, ready to be written
                    connection.exec_driver_sql("SELECT txid_current()")
                    connection.exec_driver_sql("SELECT pg_switch_wal()")
                    connection.commit()
        except SQLAlchemyError:
            self.outcome.count("times that PostgreSQL's log was full")
        finally:
            engine.dispose()
        sleep(0.2)


INN = "7707083893"


def main(kind: str, rounds: str, folder: str, *limit: str) -> None:
    """Go so many rounds, and print what came of them."""
    logging.disable(logging.CRITICAL)
    disk: Disk = FileLimit() if limit else SmallFileSystem(Path(folder))
    name = f"{kind}, by a limit of files" if limit else kind
    serving: AbstractContextManager[KeptPostgres | None]
    serving = kept_postgres(*OF_A_SMALL_DISK) if kind == "PostgreSQL" else nullcontext()
    with ExitStack() as stack:
        server = stack.enter_context(serving)
        url = f"sqlite:///{folder}/ledger.db"
        if server is not None:
            databases = PostgresServer(server.admin_url)
            url = databases.create_database()
        migrate(url)
        if server is not None:
            wall_at(databases, url)
        installation = stack.enter_context(installed(url, Path(folder)))
        filling = Filling(installation, url, disk, server)
        stack.callback(filling.close)
        filling.go(int(rounds), name)
    sys.stdout.buffer.write(msgspec.json.encode(filling.outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
