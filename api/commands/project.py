"""``marshrut project``: the worker, which follows the ledger and loads long lists."""

from __future__ import annotations

import signal
from functools import partial
from threading import Event, Thread

import click

from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from api.import_thread import follow_lists
from api.read_models import read_models
from projections.image.images import keep_near


@click.command("project")
@database_option
def command(database: str | None) -> None:
    """Follow the ledger and load long lists until told to stop (SIGTERM, Ctrl-C)."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened(settings(database)) as service:
        lists = Thread(target=follow_lists, args=(service, stop))
        lists.start()
        projections = read_models(service)
        try:
            with progress("Catching up") as advance:
                projections.catch_up(progress=advance)
            click.echo("following the ledger", err=True)
            projections.follow(stop, then=partial(keep_near, projections))
        finally:
            stop.set()
            lists.join()
