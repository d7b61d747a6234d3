"""``marshrut project``: the worker, which follows the ledger and loads long lists."""

from __future__ import annotations

import logging
import signal
from functools import partial
from threading import Event, Thread

import click

from api.checkpoint_schedule import CheckpointSchedule
from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from api.import_thread import follow_lists
from api.metrics_port import metrics_port
from api.read_models import read_models
from marshrut.application.service import Service
from marshrut.ledger.leaves import DamagedLedger
from marshrut.ledger.subtrees import grow
from projections.image.images import keep_near
from projections.runner import Projections

LOG = logging.getLogger("marshrut.projections")


@click.command("project")
@database_option
def command(database: str | None) -> None:
    """Follow the ledger and load long lists until told to stop (SIGTERM, Ctrl-C)."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    configured = settings(database)
    with (
        opened(configured, limits=configured.limits_of_worker()) as service,
        metrics_port(configured.projector_metrics, lambda: service),
    ):
        work(service, stop, CheckpointSchedule(minutes=configured.checkpoint_minutes))
    LOG.info("stopped")


def work(service: Service, stop: Event, schedule: CheckpointSchedule) -> None:
    """Do what there is to be done until ``stop`` is set; the batch in hand is finished."""
    beside = [
        Thread(target=follow_lists, args=(service, stop)),
        Thread(target=schedule.follow, args=(service, stop)),
    ]
    for thread in beside:
        thread.start()
    projections = read_models(service)
    try:
        with progress("Catching up") as advance:
            projections.catch_up(progress=advance, stop=stop)
        LOG.info("following the ledger")
        projections.follow(stop, then=partial(come_on, projections))
    finally:
        stop.set()
        for thread in beside:
            thread.join()


def come_on(projections: Projections) -> None:
    """What follows the ledger beside the read models: their image, the tree over the events."""
    keep_near(projections)
    try:
        grow(projections.ledger)
    except DamagedLedger as damaged:  # no reason to keep the read models back
        LOG.error("%s", damaged)  # noqa: TRY400 - where it was noticed tells nothing
