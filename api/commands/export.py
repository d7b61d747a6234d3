"""``marshrut export``: the ledger as a file, for another database or for an auditor."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.progress import progress
from api.export_files import STANDARD, written
from marshrut.ledger.clock import moment_of
from marshrut.ledger.export_proof import proof_for
from marshrut.ledger.exporting import Exported, export
from marshrut.ledger.points import check_position


@click.command("export")
@database_option
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--upto", type=click.IntRange(min=0), metavar="POSITION", help="Nothing after it.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was written as JSON.")
def command(database: str | None, file: Path, upto: int | None, *, as_json: bool) -> None:
    """Write the ledger to FILE, packed if it ends in .gz; - is stdout. Needs no keys.

    Persons stay sealed in it. The last checkpoint that was kept goes with it, and what proves the
    events before it. What it is made of: docs/export.md.
    """
    with opened_without_keys(settings(database)) as service:
        head = service.ledger.head().position
        position = head if upto is None else check_position(service.ledger, position=upto)
        with progress("Exporting") as advance, written(file) as stream:
            told = export(
                service.ledger.reader,
                stream,
                upto=position,
                proof=proof_for(service.engine, upto=position),
                progress=advance,
            )
    # Where the export itself goes to stdout, nothing else does.
    click.echo(_as_json(told) if as_json else _in_words(told, file), err=file == STANDARD)


def _in_words(told: Exported, file: Path) -> str:
    return f"{file}: {told.count} events to position {told.position}, SHA-256 {told.sha256}"


def _as_json(told: Exported) -> bytes:
    moment = None if told.recorded_at is None else moment_of(told.recorded_at)
    return msgspec.json.encode({**msgspec.structs.asdict(told), "recorded_at": moment})
