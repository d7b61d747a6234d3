"""``marshrut evidence``: events as they are stored, with their proofs, in one file."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import click
import msgspec

from api.commands.opened import database_option, opened, settings
from marshrut.application.service import Service
from marshrut.ledger.evidence import evidence_of
from marshrut.ledger.points import check_position
from marshrut.ledger.rows import StoredRecord


@click.command("evidence")
@database_option
@click.argument("what", metavar="CASE_ID|POSITION")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
def command(database: str | None, what: str, *, output: Path | None) -> None:
    """Write the events of a case, or the one at a position, with the proof that they are whole.

    «marshrut verify FILE» checks it without a ledger. What describes the person stays sealed.
    """
    with opened(settings(database)) as service:
        rows = _rows(service, what)
        checkpoints, size = service.checkpoints, service.ledger.head().position
        note, keys = checkpoints.note(position=size), checkpoints.key_lines()
        told = msgspec.json.encode(
            evidence_of(service.ledger, rows, note=note, size=size, keys=keys)
        )
    if output is None:
        click.echo(told)
    else:
        output.write_bytes(told)


def _rows(service: Service, what: str) -> list[StoredRecord]:
    """The rows that were asked for. Raises ``ClickException``, ``UsageError``."""
    if re.fullmatch(r"[0-9]{1,16}", what):
        position = check_position(service.ledger, position=int(what))
        return service.ledger.reader.between(after=position - 1, upto=position)
    try:
        rows = service.ledger.reader.of(UUID(what))
    except ValueError:
        raise click.UsageError("name a case by its id, or an event by its position") from None
    if not rows:
        raise click.ClickException(f"there is no case {what}")
    return rows
