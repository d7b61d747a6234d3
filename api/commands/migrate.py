"""``marshrut migrate``: the tables of the ledger, of its read models and of the keys."""

from __future__ import annotations

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ProgrammingError

from api.commands.opened import database_option, settings
from api.settings import Settings
from marshrut.ledger.engine import open_engine
from marshrut.ledger.grants import grant_application_role
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.limits import ALONE
from marshrut.ledger.master_key import create_master_key, load_master_key
from marshrut.ledger.migrate import migrate


@click.command("migrate")
@database_option
@click.option(
    "--application-role",
    metavar="ROLE",
    multiple=True,
    help="PostgreSQL only: let this role append and read, and take from it what it does not need.",
)
def command(database: str | None, application_role: tuple[str, ...]) -> None:
    """Bring the databases to the current schema; nothing happens where they are there."""
    configured = settings(database)
    prepare(configured)
    for role in application_role:
        _grant(configured, role)


def _grant(configured: Settings, role: str) -> None:
    """Run by the owner of the tables; the API and the worker then come as ``role``."""
    engine = open_engine(configured.database_url, limits=ALONE)
    if engine.dialect.name != "postgresql":
        raise click.UsageError("--application-role is for PostgreSQL: SQLite has no roles")
    try:
        with engine.begin() as connection:
            grant_application_role(connection, role=role)
    except ProgrammingError as error:
        reason = str(error.orig).partition("\n")[0]
        raise click.ClickException(f"cannot grant to {role}: {reason}") from error
    finally:
        engine.dispose()


def prepare(configured: Settings) -> None:
    """Migrate both databases; on SQLite make the master key, where there is none yet.

    Raises ``MasterKeyError`` before anything is touched where the key cannot be used.
    """
    path = configured.master_key_path()
    if make_url(configured.database_url).drivername == "sqlite" and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create_master_key(path)
    master_key = load_master_key(path)
    migrate(configured.database_url)
    keys = KeyStore(configured.keys_url, master_key)
    try:
        keys.create_tables()
    finally:
        keys.close()
