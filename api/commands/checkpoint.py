"""``marshrut checkpoint``: a signed checkpoint of the ledger, for somebody to keep elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.opened import database_option, opened, settings
from marshrut.ledger.checkpoints import Cause


@click.command("checkpoint")
@database_option
@click.option("--position", type=click.IntRange(min=0), help="Over the events up to here.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
def command(database: str | None, *, position: int | None, output: Path | None) -> None:
    """Sign a checkpoint (a C2SP note), keep it in the database, and print it."""
    with opened(settings(database)) as service:
        at = service.ledger.head().position if position is None else position
        note = service.checkpoints.keep(position=at, cause=Cause.REQUEST, now=service.now())
    if output is None:
        click.echo(note, nl=False)
    else:
        output.write_text(note, "utf-8")
