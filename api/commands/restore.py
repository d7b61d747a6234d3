"""``marshrut restore``: an exported ledger taken into this database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click
import msgspec
from sqlalchemy.exc import SQLAlchemyError

from api.cli_errors import said
from api.commands.opened import database_option, opened, opened_without_keys, settings
from api.commands.progress import progress
from api.commands.reindex import in_words, reindexed
from api.export_files import readable
from api.settings import Settings, SettingsError
from marshrut.application.reindexing import Reindexed
from marshrut.application.service import KeylessService
from marshrut.ledger.export_proof import check_proof, keep_proof
from marshrut.ledger.export_reading import Export
from marshrut.ledger.look_ups import LookUps, LookUpsDue
from marshrut.ledger.master_key import MasterKeyError
from marshrut.ledger.restoring import check_readable, restore_export

READ_MODELS = "the read models catch up when they are asked; «marshrut rebuild» is quicker"
NO_KEYS = (
    "cases cannot be found by name yet: {why}; figures need no keys;"
    " with the keys in place, run: marshrut reindex"
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a restore. ``look_ups``: nothing where there are no keys, ``reason`` why."""

    position: int
    added: int
    present: int
    sha256: str
    look_ups: Reindexed | None = None
    reason: str | None = None


@click.command("restore")
@database_option
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
def command(database: str | None, file: Path, *, as_json: bool) -> None:
    """Take the exported ledger FILE into a database that was migrated; - is stdin.

    The database is empty, or holds the beginning of the same ledger: a restore that was broken
    off is taken up again. The file is checked to its end before anything is written.
    """
    configured = settings(database)
    with opened_without_keys(configured) as service, readable(file) as stream:
        told = _restored(service, Export(stream))
        due = _due(service)
    if due:
        told = _made_findable(configured, told)
    if as_json:
        click.echo(msgspec.json.encode(told))
        return
    there = f", {told.present} were there already" if told.present else ""
    click.echo(f"restored to position {told.position}: {told.added} events added{there}")
    if told.look_ups:
        click.echo(in_words(told.look_ups))
    if told.reason:
        click.echo(NO_KEYS.format(why=told.reason), err=True)
    if told.added:
        click.echo(READ_MODELS, err=True)


def _restored(service: KeylessService, export: Export) -> Told:
    with progress("Checking") as advance:
        check_readable(export, mapper=service.ledger.mapper, progress=advance)
    check_proof(export)
    with progress("Restoring") as advance:
        done = restore_export(
            service.ledger.recorder,
            export,
            beside=LookUps(service.engine).restored,
            progress=advance,
        )
    keep_proof(service.ledger, export.proof, now=service.now())
    return Told(
        position=export.header.position,
        added=done.added,
        present=done.present,
        sha256=export.sha256 or "",
    )


def _due(service: KeylessService) -> bool:
    try:
        LookUps(service.engine).check()
    except LookUpsDue:
        return True
    return False


def _made_findable(configured: Settings, told: Told) -> Told:
    """Make the look-up rows, if the keys are here; the events are restored in any case."""
    with ExitStack() as stack:
        try:
            service = stack.enter_context(opened(configured, findable=False))
        except (MasterKeyError, SettingsError, SQLAlchemyError) as error:
            # The ledger itself has just answered: what does not is the database of keys.
            return msgspec.structs.replace(told, reason=said(error))
        return msgspec.structs.replace(told, look_ups=reindexed(service))
