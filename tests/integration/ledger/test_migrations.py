from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import marshrut
import projections
from marshrut.ledger.access import fingerprint, held_by
from marshrut.ledger.engine import open_engine
from marshrut.ledger.migrate import _config, migrate, pending, revision
from marshrut.ledger.schema import metadata

MIGRATE = "import sys; from marshrut.ledger.migrate import migrate; migrate(sys.argv[1])"


def test_the_migrated_schema_is_the_declared_one(engine: Engine) -> None:
    # Every module may declare tables; the environment of migrations runs only under Alembic,
    # and the keys live in a database apart, with a MetaData of their own.
    for package in (marshrut, projections):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in module.name:
                import_module(module.name)
    # Alembic takes SQLite's default '' for another one than ''.
    options = {"compare_server_default": engine.dialect.name == "postgresql"}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url)
    assert pending(engine)
    assert revision(engine) is None
    migrate(database_url)
    tables = inspect(engine).get_table_names()
    at = revision(engine)
    assert not pending(engine)
    migrate(database_url)
    assert (inspect(engine).get_table_names(), revision(engine)) == (tables, at)
    engine.dispose()


def test_processes_that_migrate_at_once_all_succeed(database_url: str) -> None:
    command = [sys.executable, "-c", MIGRATE, database_url]
    processes = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    engine = open_engine(database_url)
    assert not pending(engine)
    engine.dispose()


def test_tokens_from_before_they_had_ids_stay_good_and_get_one(database_url: str) -> None:
    engine = open_engine(database_url)
    insert = text(
        "INSERT INTO access_token (token_sha256, actor, role, regions, created_at)"
        " VALUES (:token, 'auditor', 'AUDITOR', '70', '2026-01-01 00:00:00+00:00')"
    )
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0014")
        for token in ("one", "two"):
            connection.execute(insert, {"token": fingerprint(token)})
    migrate(database_url)
    with engine.connect() as connection:
        held = [held_by(connection, token=one, now=datetime.now(UTC)) for one in ("one", "two")]
    assert len({known.token_id for known in held if known is not None} - {None}) == 2
    assert all(known is not None and known.expires_at is None for known in held)
    engine.dispose()
