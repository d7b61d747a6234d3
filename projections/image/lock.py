"""One builder at a time, among all processes that share a directory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

PAUSE = 0.005
"""Seconds between two tries: the system cannot be asked to wait for a time."""


@contextmanager
def locked(path: Path, *, patience: float) -> Iterator[bool]:
    """Hold the lock; ``False`` where others still hold it after ``patience`` seconds.

    It is the system's, and ends with the process whatever becomes of that.
    """
    with path.open("ab") as file:
        end = monotonic() + patience
        while not (held := _taken(file.fileno())) and monotonic() < end:
            sleep(PAUSE)
        yield held


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
