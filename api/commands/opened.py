"""What commands share: the option ``--database``, and the ledger opened for use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from sqlalchemy import make_url

from api.settings import DATABASE_URL, Settings, load_settings
from marshrut.application.service import Service
from marshrut.ledger.clock import Clock
from marshrut.ledger.master_key import load_master_key
from marshrut.ledger.migrate import pending

NOT_MIGRATED = "the database is not migrated; run: marshrut migrate"

Command = TypeVar("Command", bound=Callable[..., Any])


def database_option(command: Command) -> Command:
    """Give the command ``--database``; its value comes before the environment's."""
    option = click.option(
        "--database", metavar="URL", help=f"The ledger's database; else {DATABASE_URL}."
    )
    return option(command)


def settings(database: str | None) -> Settings:
    """The settings of the environment and of ``--database``. Raises ``SettingsError``."""
    return load_settings(os.environ, database_url=database)


@contextmanager
def opened(configured: Settings, *, clock: Clock | None = None) -> Iterator[Service]:
    """The ledger, open for a command.

    Raises ``ClickException`` where it was not migrated, ``MasterKeyError`` without its keys.
    """
    path = configured.master_key_path()
    if make_url(configured.database_url).drivername == "sqlite" and not path.exists():
        raise click.ClickException(NOT_MIGRATED)
    service = Service(
        database_url=configured.database_url,
        keys_url=configured.keys_url,
        master_key=load_master_key(path),
        clock=clock,
        images=configured.image_directory,
    )
    try:
        if pending(service.engine):
            raise click.ClickException(NOT_MIGRATED)
        service.check_keys()
        yield service
    finally:
        service.close()
