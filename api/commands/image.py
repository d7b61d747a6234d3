"""``marshrut image``: the column image, made or brought to the head now."""

from __future__ import annotations

import click

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.progress import progress
from api.read_models import read_models
from projections.image.images import keep

MEGABYTE = 1_000_000


@click.command("image")
@database_option
def command(database: str | None) -> None:
    """Bring the column image to the head, and tell its position and size."""
    with opened_without_keys(settings(database)) as service:
        projections = read_models(service)
        with progress("Catching up") as advance:
            projections.catch_up(progress=advance)
        image = keep(projections)
    if image is None:
        raise click.ClickException("there is no column image: the ledger is empty, or see the log")
    megabytes = image.size / MEGABYTE
    click.echo(f"{service.images}: position {image.position}, {megabytes:.1f} MB")
