"""``marshrut migrate``: the tables of the ledger, of its read models and of the keys."""

from __future__ import annotations

import click
from sqlalchemy import make_url

from api.commands.opened import database_option, settings
from api.settings import Settings
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.master_key import create_master_key, load_master_key
from marshrut.ledger.migrate import migrate


@click.command("migrate")
@database_option
def command(database: str | None) -> None:
    """Bring the databases to the current schema; nothing happens where they are there."""
    prepare(settings(database))


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
