"""What commands share: the option ``--database``, and the ledger opened for use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import make_url

from api.read_models import check_keeper
from api.settings import DATABASE_URL, Settings, load_settings
from marshrut.application.service import KeylessService, Service
from marshrut.ledger.clock import Clock
from marshrut.ledger.limits import Limits
from marshrut.ledger.look_ups import LookUps
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
def opened(
    configured: Settings,
    *,
    clock: Clock | None = None,
    findable: bool = True,
    limits: Limits | None = None,
) -> Iterator[Service]:
    """The ledger with its keys, open for a command.

    ``findable``: not before restored cases can be found. ``limits``: other than a command's,
    which takes its time. Raises ``ClickException`` where it was
    not migrated, ``MasterKeyError`` without its keys, ``LookUpsDue``.
    """
    _check_there(configured)
    service = Service(
        database_url=configured.database_url,
        projection_url=configured.projection_url,
        keys_url=configured.keys_url,
        master_key=load_master_key(configured.master_key_path()),
        clock=clock,
        images=configured.image_directory,
        ledger_name=configured.ledger_name,
        limits=limits or configured.limits_of_long_work(),
    )
    with closing(service):
        _check_migrated(service)
        service.check_keys()
        if findable:
            LookUps(service.engine).check()
        yield service


@contextmanager
def opened_without_keys(configured: Settings) -> Iterator[KeylessService]:
    """The ledger, open for a command that opens no person and records nothing.

    Raises ``ClickException`` where it was not migrated.
    """
    _check_there(configured)
    service = KeylessService(
        database_url=configured.database_url,
        projection_url=configured.projection_url,
        images=configured.image_directory,
        limits=configured.limits_of_long_work(),
    )
    with closing(service):
        _check_migrated(service)
        yield service


def require_organisation(service: KeylessService, code: str | None) -> None:
    """Raises ``ClickException`` where one is named that nobody registered."""
    if code is not None and service.organisation(code) is None:
        raise click.ClickException(f"there is no organisation {code}")


def _check_there(configured: Settings) -> None:
    """Leave no empty file behind where there is no SQLite database."""
    url = make_url(configured.database_url)
    if url.drivername == "sqlite" and not Path(url.database or "").exists():
        raise click.ClickException(NOT_MIGRATED)


def _check_migrated(service: KeylessService) -> None:
    if pending(service.engine):
        raise click.ClickException(NOT_MIGRATED)
    check_keeper(service)
