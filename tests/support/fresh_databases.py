"""Databases of a trial's own, migrated, one of each kind, gone with the context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from marshrut.ledger.migrate import migrate
from tests.support.databases import PostgresServer, wall_at
from tests.support.postgres import own_postgres


@contextmanager
def fresh_databases() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder, and the URLs by kind; what is committed there is on the disk."""
    with TemporaryDirectory() as folder, own_postgres(fsync=True) as admin_url:
        server = PostgresServer(admin_url)
        urls = {"sqlite": f"sqlite:///{folder}/ledger.db", "postgresql": server.create_database()}
        for url in urls.values():
            migrate(url)
        wall_at(server, urls["postgresql"])
        yield Path(folder), urls
        server.close()
