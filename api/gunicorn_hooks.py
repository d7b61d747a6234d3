"""How gunicorn's workers begin and end, and count together: each into files of its own.

A worker has a place, and its files the number of the place, not of the process: who takes the place
of one that ended goes on with its counters. So they never fall, and there are never more files
than there were workers at once.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from prometheus_client import multiprocess, values

__all__ = [
    "child_exit",
    "on_exit",
    "on_starting",
    "post_fork",
    "post_worker_init",
    "pre_fork",
    "worker_exit",
]

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
TAKES_OVER = "GUNICORN_PID"
"""In the environment of a gunicorn that another has started in its place (SIGUSR2)."""


def on_starting(server: Any) -> None:
    """Begin with no counts, unless they are those of a server that is taken over from."""
    given = os.environ.get(DIRECTORY)
    server.own_counts = None if given else mkdtemp(prefix="marshrut-metrics-")
    folder = os.environ[DIRECTORY] = given or server.own_counts
    Path(folder).mkdir(parents=True, exist_ok=True)
    if TAKES_OVER not in os.environ:
        for file in Path(folder).glob("*.db"):
            file.unlink(missing_ok=True)


def pre_fork(server: Any, worker: Any) -> None:
    """Give the worker the first place that is free."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(n for n in range(len(taken) + 1) if n not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Count in the place's files: before the application is loaded, which opens them."""
    files = _files(server, worker)
    values.ValueClass = values.MultiProcessValue(lambda: files)  # type: ignore[no-untyped-call]
    logging.captureWarnings(capture=True)


def post_worker_init(_worker: Any) -> None:
    """Never again look for garbage in what was loaded: it stays as long as the worker does.

    A full collection walked over all of it, and everybody in the worker waited (decision 0034).
    """
    gc.collect()
    gc.freeze()


def worker_exit(_server: Any, worker: Any) -> None:
    """Let go of what the worker has in hand: a list goes on in another process at once."""
    served = getattr(worker, "wsgi", None)
    services = getattr(served, "extensions", {}).get("marshrut")
    if services is not None:
        services.close()


def child_exit(server: Any, worker: Any) -> None:
    """Count no more what only a living worker has."""
    multiprocess.mark_process_dead(_files(server, worker))  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Leave nothing behind, unless another server goes on with it."""
    if server.own_counts and not server.reexec_pid:
        shutil.rmtree(server.own_counts, ignore_errors=True)


def _files(server: Any, worker: Any) -> str:
    return f"{server.pid}-{worker.place}"
