"""``marshrut project``: the worker that keeps the read models near the head of the ledger."""

from __future__ import annotations

import signal
from threading import Event

import click

from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from projections.runner import Projections


@click.command("project")
@database_option
def command(database: str | None) -> None:
    """Follow the ledger until told to stop (SIGTERM, Ctrl-C)."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened(settings(database)) as service:
        projections = Projections(service.ledger)
        with progress("Catching up") as advance:
            projections.catch_up(progress=advance)
        click.echo("following the ledger", err=True)
        projections.follow(stop)
