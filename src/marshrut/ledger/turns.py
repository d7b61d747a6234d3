"""Writers of one SQLite file in line, whichever thread or process they are of.

SQLite has who finds the file locked look again after up to a tenth of a second, and whoever
looks first is next: with several writers at work some wait for seconds. A lock of the system
wakes the next one at once. It only keeps the order: what makes one writer is SQLite's own lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock
from threading import Lock
from weakref import finalize


class Turns:
    """Turns at the file ``database``, held on a file beside it. Make it after a fork."""

    def __init__(self, database: str) -> None:
        self._path = f"{database}-turn"
        self._mutex = Lock()
        self._descriptor: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for those who came before, then keep the others waiting."""
        with self._mutex:
            held = self._opened()
            flock(held, LOCK_EX)
            try:
                yield
            finally:
                flock(held, LOCK_UN)

    def _opened(self) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            finalize(self, os.close, self._descriptor)
        return self._descriptor
