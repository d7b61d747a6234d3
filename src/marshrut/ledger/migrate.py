"""Bring a database to the current schema, and tell whether it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from marshrut.ledger.engine import open_engine
from marshrut.ledger.limits import ALONE

# Any number does, as long as no other lock of ours has it.
_LOCK = 0x6D61727368_01


def migrate(url: str) -> None:
    """Migrate the database at ``url`` to the newest revision; nothing happens where it is there.

    One transaction under a lock: of several processes that migrate at once, one does the work.
    """
    engine = open_engine(url, limits=ALONE)
    try:
        with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def pending(engine: Engine) -> bool:
    """Whether the database lacks a migration (for readiness)."""
    return revision(engine) != _newest()


@cache
def _newest() -> str | None:
    """The revision that this program brings; its files do not change while it runs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revision(engine: Engine) -> str | None:
    """The revision at which the database is; ``None`` for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
