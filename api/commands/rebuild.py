"""``marshrut rebuild``: the read models anew, beside those in use."""

from __future__ import annotations

import click

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.progress import progress
from api.read_models import read_models
from projections.image.images import keep


@click.command("rebuild")
@database_option
def command(database: str | None) -> None:
    """Compute the read models from the first event on, then let readers use them."""
    with opened_without_keys(settings(database)) as service:
        projections = read_models(service)
        with progress("Rebuilding") as advance:
            position = projections.rebuild(progress=advance)
        keep(projections)
    click.echo(f"rebuilt to position {position}")
