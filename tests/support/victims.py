"""Processes that are made to be killed: each tells by a pipe what it does, and ends when that ends.

They are forked from a process that has imported everything already, so that another one in the
place of the last costs next to nothing.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event as Flag
from threading import Thread
from time import sleep
from typing import Any

from gunicorn.app.base import BaseApplication
from sqlalchemy import Connection as Transaction

from api.app import create_app
from api.commands.opened import opened
from api.organisation_directory import directory_of
from api.settings import load_settings
from marshrut.application.imports import import_list
from marshrut.application.service import Service
from marshrut.events import Event
from marshrut.imports.list_file import ListFile
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.ledger import Ledger
from projections.runner import Projections
from tests.support.http import REGIONS, SCHOOL
from tests.support.lists import ROW, WORK, csv_of
from tests.support.office import request, snils, some_person

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["__main__", __name__])

PAUSE = 0.05
THREADS = 4

Victim = Callable[..., None]
"""The work of a process: gets its end of the pipe, the settings, and what else it takes."""


def started(victim: Victim, *arguments: Any) -> tuple[BaseProcess, Connection]:
    """A process at that work, and our end of the pipe."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=victim, args=(theirs, *arguments))
    process.start()
    theirs.close()  # so that an end of the process is noticed here
    return process, ours


class ToldLedger(Ledger):
    """A ledger that tells of each append before it is tried, and once it is done."""

    def __init__(self, origin: Ledger, say: Callable[..., None]) -> None:
        super().__init__(origin.engine)
        self._say = say
        self._positions: list[int] = []

    @contextmanager
    def appending(self) -> Iterator[Transaction]:
        """As ever; what was appended on it is done when it comes back."""
        with super().appending() as connection:
            yield connection
        self._say("done", self._positions[0], self._positions[-1])

    def append(
        self, events: Sequence[Event], *, connection: Transaction | None = None
    ) -> Sequence[int]:
        """As ever."""
        stored = [self.mapper.stored(event) for event in events]
        names = [(event.originator_id, event.originator_version) for event in stored]
        self._say("trying", names, digest_of(stored))
        self._positions = list(super().append(events, connection=connection))
        return self._positions


class HastyLedger(ToldLedger):
    """A ledger that tells so before it is."""

    @contextmanager
    def appending(self) -> Iterator[Transaction]:
        """Tell, and take some time to commit."""
        with Ledger.appending(self) as connection:
            yield connection
            self._say("done", self._positions[0], self._positions[-1])
            sleep(1)


def digest_of(rows: Sequence[Any]) -> bytes:
    """What tells rows, stored or to be stored, from any others."""
    digest = sha256()
    for row in rows:
        for part in (str(row.originator_id), str(row.originator_version), row.topic):
            digest.update(part.encode())
        digest.update(row.state)
    return digest.digest()


def load_lists(pipe: Connection, environ: dict[str, str], lists: range, rows: int) -> None:
    """Load the lists, one after another, each of so many graduates."""
    _load(ToldLedger, pipe, environ, lists, rows)


def load_hastily(pipe: Connection, environ: dict[str, str], lists: range, rows: int) -> None:
    """The same, by somebody who tells that it is done before it is on the disk."""
    _load(HastyLedger, pipe, environ, lists, rows)


def _load(
    kind: type[ToldLedger], pipe: Connection, environ: dict[str, str], lists: range, rows: int
) -> None:
    logging.disable(logging.CRITICAL)
    remaining = list(reversed(lists))
    while remaining:
        try:
            with opened(load_settings(environ)) as service:
                service.ledger = kind(service.ledger, lambda *words: pipe.send(words))
                _load_with(service, pipe, remaining, rows)
        except CONNECTION_LOST:
            pipe.send(("lost",))
            sleep(PAUSE)


def _load_with(service: Service, pipe: Connection, remaining: list[int], rows: int) -> None:
    by = request("SYSTEM_IMPORT", None, regions=(REGIONS[SCHOOL],))
    directory = directory_of(service)
    while remaining:
        listed = ListFile(graduates(remaining[-1], rows))
        report = import_list(service, by, listed, directory=directory)
        pipe.send(("loaded", remaining.pop(), report.accepted + report.skipped))


def graduates(number: int, rows: int) -> bytes:
    """The list of that number: whoever is in it is in no other."""
    return csv_of(*(_graduate(n) for n in range(number * rows, (number + 1) * rows)))


def _graduate(number: int) -> dict[str, Any]:
    who = some_person(number)
    name = f"{who['last_name']} {who['first_name']} {who['middle_name']}"
    return {**ROW, **WORK, "ФИО": name, "СНИЛС": snils(number), "ПОО": SCHOOL}


def follow(pipe: Connection, environ: dict[str, str]) -> None:
    """Keep the read models near the head, as the worker does; wait for a server to begin with."""
    logging.disable(logging.CRITICAL)
    end_with(pipe)
    while True:
        with suppress(CONNECTION_LOST), opened(load_settings(environ)) as service:
            pipe.send(("ready",))
            Projections(service.ledger, keeper=service.keeper).follow(Flag())
        sleep(PAUSE)


def serve(pipe: Connection, environ: dict[str, str], workers: int) -> None:
    """Serve the API under gunicorn; tell the port."""
    logging.disable(logging.CRITICAL)
    end_with(pipe)
    _Served(pipe, environ, workers).run()


class _Served(BaseApplication):
    def __init__(self, pipe: Connection, environ: dict[str, str], workers: int) -> None:
        self._pipe, self._environ, self._workers = pipe, environ, workers
        super().__init__()

    def load_config(self) -> None:
        """As ``api.serving`` has it."""
        told = {
            "bind": "127.0.0.1:0",
            "workers": self._workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "loglevel": "critical",
            "control_socket_disable": True,
            "when_ready": lambda arbiter: self._pipe.send(arbiter.LISTENERS[0].getsockname()[1]),
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of one worker."""
        return create_app(load_settings(self._environ))


def end_with(pipe: Connection) -> None:
    """End this process when nobody holds the other end of the pipe any more."""

    def wait() -> None:
        with suppress(EOFError, OSError):
            pipe.recv()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, daemon=True).start()
