"""A process that answers, as a worker of gunicorn does, and says what memory it takes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from api.commands.opened import opened
from api.settings import Settings
from projections.runner import Projections

ROLLUP = Path("/proc/self/smaps_rollup")
KIB = 1024


class Memory(NamedTuple):
    """Bytes: a share of what several processes have mapped, and what is this one's alone."""

    share: int
    own: int


class Worker:
    """The parent's end: asks, and waits for the answer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, question: Any, *arguments: Any) -> Any:
        """What the function ``question`` answers there, given the projections and ``arguments``."""
        self._connection.send((question, arguments))
        return self._connection.recv()


@contextmanager
def worker(made: Settings, images: Path) -> Iterator[Worker]:
    """A worker over the ledger and its images; it has asked for nothing yet."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(made, images, there))
    process.start()
    there.close()  # so that an end of the process is noticed here
    try:
        yield Worker(here)
    finally:
        here.close()
        process.join()


def serve(made: Settings, images: Path, connection: Connection) -> None:
    """Answer until there is no question."""
    logging.disable(logging.INFO)
    with opened(made) as service:
        projections = Projections(service.ledger, images=images)
        with suppress(EOFError):
            while True:
                question, arguments = connection.recv()
                connection.send(question(projections, *arguments))


def memory(_: Projections) -> Memory:
    """The memory of the process that is asked."""
    told = {
        name: int(size) * KIB for name, size in re.findall(r"(\w+): +(\d+) kB", ROLLUP.read_text())
    }
    return Memory(told["Pss"], told["Private_Clean"] + told["Private_Dirty"])
