"""``marshrut rebuild``: the read models anew, beside those in use."""

from __future__ import annotations

import click

from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from projections.runner import Projections


@click.command("rebuild")
@database_option
def command(database: str | None) -> None:
    """Compute the read models from the first event on, then let readers use them."""
    with opened(settings(database)) as service, progress("Rebuilding") as advance:
        position = Projections(service.ledger).rebuild(progress=advance)
    click.echo(f"rebuilt to position {position}")
