"""Installations to fuzz: small, in memory where there is room, and every route leads somewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.databases import migrate_at
from tests.support.fuzzing.making import OURS, World
from tests.support.http import REGIONS, SCHOOL, Installation, installed, open_case
from tests.support.postgres_keeper import memory
from tests.support.route_office import Office

ASKERS: dict[str, int] = {}
"""By route, the first of those who may ask there."""


@contextmanager
def templates() -> Iterator[Path]:
    """A migrated SQLite file to copy from, in a folder of its own."""
    with TemporaryDirectory(prefix="fuzz-", dir=next(iter(memory()), None)) as folder:
        template = Path(folder) / "template.db"
        migrate_at(f"sqlite:///{template}")
        with closing(sqlite3.connect(template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield template


@contextmanager
def fresh(template: Path) -> Iterator[Installation]:
    """An installation over a copy of the template."""
    with TemporaryDirectory(dir=template.parent) as folder:
        copy = Path(folder) / "ledger.db"
        copy.write_bytes(template.read_bytes())
        with installed(f"sqlite:///{copy}", Path(folder)) as made:
            yield made


def populated(installation: Installation) -> tuple[World, list[str]]:
    """What addresses lead to there, and the tokens of those who ask."""
    office = Office(installation)
    region = (REGIONS[SCHOOL],)
    others = [installation.client("BCK_STAFF", regions=region)]
    others.append(installation.client("CZN_OFFICER", regions=region))
    clients = [*office.clients, office.auditor, *others]
    if not ASKERS:  # who may do what is the same everywhere
        ASKERS.update({str(route): clients.index(office.asker(route)) for route in OURS})
    spared = open_case(office.clients[0])["case_id"]
    return World(office, spared, ASKERS), [client.token or "" for client in clients]
