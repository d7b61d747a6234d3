"""Keeping a checkpoint from time to time, whoever else does."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event
from time import monotonic

from marshrut.application.service import Service
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.leaves import DamagedLedger
from marshrut.ledger.master_key import MasterKeyError

LOG = logging.getLogger("marshrut.checkpoints")
LOOK_SECONDS = 60.0
"""How often it is looked whether a checkpoint is due."""


class CheckpointSchedule:
    """Keeps one of the head ``minutes`` after the last, if there is more by then; 0: never.

    Processes do not agree on it, they look at what is kept: of two at once one is late.
    """

    def __init__(self, *, minutes: int) -> None:
        self._every = timedelta(minutes=minutes)
        self._looked = monotonic()

    def look(self, service: Service) -> None:
        """Keep a checkpoint if one is due; looked at once a minute, however often it is called.

        What goes wrong is logged: nobody waits for it.
        """
        now = monotonic()
        if not self._every or now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        self._keep(service)

    def follow(self, service: Service, stop: Event) -> None:
        """Do so until ``stop`` is set."""
        while self._every and not stop.is_set():
            self._keep(service)
            stop.wait(LOOK_SECONDS)

    def _keep(self, service: Service) -> None:
        try:
            service.checkpoints.keep_if_due(now=service.now(), every=self._every)
        except CONNECTION_LOST as lost:
            LOG.warning("the database does not answer: %s", str(lost).partition("\n")[0])
        except (DamagedLedger, MasterKeyError) as error:
            LOG.error("no checkpoint: %s", error)  # noqa: TRY400 - where it arose tells nothing
