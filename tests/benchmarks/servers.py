"""A PostgreSQL whose cluster stays in a folder, from one run of the benchmarks to the next.

As durable as PostgreSQL is by itself, and with the memory that anybody would give it. A server
that is still running there, of another run, is shared and left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.support.postgres import installations
from tests.support.postgres_keeper import Server, reachable, unprivileged_account

SETTINGS = ("shared_buffers=1GB", "max_wal_size=8GB", "maintenance_work_mem=512MB")
EMPTY = "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"


@contextmanager
def kept_postgres(home: Path) -> Iterator[str]:
    """The admin URL of the server whose cluster is in ``home``, made where there is none."""
    url = f"postgresql+psycopg2://postgres@/postgres?host={home.absolute()}"
    if answers(url):
        yield url
        return
    server = server_in(home)
    server.start(list(SETTINGS))
    try:
        yield url
    finally:
        server.run("pg_ctl", "stop", "-D", server.home / "data", "-m", "fast")


def server_in(home: Path) -> Server:
    """The cluster in the folder, initialised."""
    account = unprivileged_account()
    home.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
    binaries = next(installations())
    server = Server(reachable(binaries, home, account), home.absolute(), account)
    if not (home / "data").exists():
        server.initialise()
    return server


def answers(url: str) -> bool:
    """Whether a server is there."""
    try:
        execute(url, "SELECT 1")
    except OperationalError:
        return False
    return True


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """The rows of a statement that runs by itself, in no transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        answer = connection.execute(text(statement))
        return [tuple(row) for row in answer] if answer.returns_rows else []


def database_names(admin_url: str) -> set[str]:
    """What databases the server has."""
    return {str(row[0]) for row in execute(admin_url, "SELECT datname FROM pg_database")}
