"""How many writes a second the API takes under gunicorn with two workers.

``python -m tests.benchmarks.serving [--seconds N]``
Measures, steps and statuses in turns, each with ``If-Match`` and ``Idempotency-Key``, every
commit on the disk; clients in a process of their own on the same machine, over HTTP on loopback.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from api.commands.migrate import prepare
from api.commands.opened import opened
from api.settings import (
    DATABASE_URL,
    IMAGE_DIRECTORY,
    KEYS_URL,
    MASTER_KEY_FILE,
    RATE_LIMIT,
    Settings,
)
from marshrut.application import organisations
from marshrut.application.imports import import_list
from marshrut.imports.directory import Directory
from marshrut.imports.list_file import ListFile
from marshrut.ledger.access import issue_token
from marshrut.ledger.master_key import create_master_key
from marshrut.ledger.schema import ledger
from tests.benchmarks.clients import Plan, Taken
from tests.benchmarks.loading import graduate
from tests.support.databases import PostgresServer
from tests.support.lists import csv_of
from tests.support.office import ADMIN, request
from tests.support.postgres import own_postgres

ROOT = Path(__file__).parents[2]
CASES, CLIENTS, WORKERS = 1_000, 8, 2
WARM_UP, SECONDS = 3.0, 12.0
PATIENCE, POLL = 30.0, 0.05


def main() -> None:
    """Print writes a second and how long a client waits."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--kind", choices=("SQLite", "PostgreSQL"))
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        if asked.kind != "PostgreSQL":
            files = [f"sqlite:///{folder / file}.db" for file in ("ledger", "keys")]
            say("SQLite", measure(settings(*files, folder), seconds=asked.seconds))
        if asked.kind != "SQLite":
            with own_postgres(fsync=True) as admin_url:
                server = PostgresServer(admin_url)
                url = server.create_database()
                say("PostgreSQL", measure(settings(url, url, folder), seconds=asked.seconds))
                server.close()


def settings(url: str, keys_url: str, folder: Path) -> Settings:
    """An installation with a master key."""
    key = folder / "master.key"
    if not key.exists():
        create_master_key(key)
    made = Settings(database_url=url, keys_url=keys_url, master_key_file=key, rate_limit=0)
    prepare(made)
    return made


def measure(made: Settings, *, seconds: float) -> Taken:
    """Fill an installation with cases, serve it, write to it; the first seconds do not count."""
    token = filled(made)
    with served(made) as port:
        run(Plan(port, token, versions(made), CLIENTS, WARM_UP))
        return run(Plan(port, token, versions(made), CLIENTS, seconds))


def filled(made: Settings) -> str:
    """Load graduates of one school; the token of its centre."""
    listed = ListFile(csv_of(*(graduate(number) for number in range(CASES))))
    with opened(made) as service:
        school = {"name": "Колледж А", "region_code": "67", "founder_type": "REGIONAL_EDU"}
        organisations.register(service, ADMIN, code="A", has_centre=True, **school)
        by = request("SYSTEM_IMPORT", None, regions=("67",))
        import_list(service, by, listed, directory=Directory([("A", "Колледж А", None)]))
        with service.engine.begin() as connection:
            return issue_token(connection, actor="centre", role="CK_STAFF", organisation="A")


def versions(made: Settings) -> dict[UUID, int]:
    """The version that every case has by now."""
    version = func.max(ledger.c.originator_version)
    statement = select(ledger.c.originator_id, version).group_by(ledger.c.originator_id)
    with opened(made) as service, service.engine.connect() as connection:
        return dict(map(tuple, connection.execute(statement.having(version > 1))))


@contextmanager
def served(made: Settings) -> Iterator[int]:
    """The port of gunicorn over the installation, by the configuration of the repository."""
    port = free_port()
    environ = {
        **os.environ,
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
        DATABASE_URL: made.database_url,
        KEYS_URL: made.keys_url,
        MASTER_KEY_FILE: str(made.master_key_file),
        RATE_LIMIT: str(made.rate_limit),
        **({IMAGE_DIRECTORY: str(made.image_directory)} if made.image_directory else {}),
    }
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "api.wsgi:app"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=quiet, stderr=quiet) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Come back when the server answers."""
    until = monotonic() + PATIENCE
    while monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return
        except ConnectionRefusedError:
            sleep(POLL)
    raise RuntimeError("gunicorn did not start")


def run(plan: Plan) -> Taken:
    """The clients, in a process of their own. Every write of theirs must be taken."""
    command = [sys.executable, "-m", "tests.benchmarks.clients"]
    asked = msgspec.json.encode(plan)
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    taken = msgspec.json.decode(done.stdout, type=Taken)
    if taken.refused:
        raise RuntimeError(f"{len(taken.refused)} refused, such as {taken.refused[0]}")
    return taken


def say(kind: str, taken: Taken) -> None:
    """Print writes a second, and the milliseconds that half and nearly all of them took."""
    rate = len(taken.milliseconds) / taken.seconds
    percentiles = quantiles(taken.milliseconds, n=100)
    p50, p99 = percentiles[49], percentiles[98]
    sys.stdout.write(f"{kind:10}  {rate:.0f} writes/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
