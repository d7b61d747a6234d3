"""Loading long lists beside whatever else a process does: in its own thread."""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread

from api.organisation_directory import directory_of
from marshrut.application.import_work import work_off
from marshrut.application.service import Service
from marshrut.ledger.errors import CONNECTION_LOST

LOG = logging.getLogger("marshrut.imports")
PATIENCE = 1.0
"""Seconds between two looks for lists."""


class ImportThread:
    """Does what lists there are, then ends; started again it goes on.

    An API on SQLite has nobody else to do it; on PostgreSQL it is the worker's.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._stop = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """See to it that the thread is at work."""
        with self._lock:
            if self._stop.is_set() or (self._thread and self._thread.is_alive()):
                return
            self._thread = Thread(target=self._run, name="imports", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Come back when there is no list left."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """End after the rows in hand; another process goes on from there."""
        self._stop.set()
        self.wait()

    def _run(self) -> None:
        look_for_lists(self._service, self._stop)


def follow_lists(service: Service, stop: Event) -> None:
    """Do lists as they come, until ``stop`` is set."""
    while not stop.is_set():
        look_for_lists(service, stop)
        stop.wait(PATIENCE)


def look_for_lists(service: Service, stop: Event) -> None:
    """Do what lists there are; a database that went away leaves them for later."""
    try:
        work_off(service, directory=lambda: directory_of(service), stop=stop)
    except CONNECTION_LOST as lost:
        LOG.warning("the database does not answer: %s", str(lost).partition("\n")[0])
