"""One connection kept at hand, as taking one from the pool costs a tenth of a plain append."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from eventsourcing.persistence import IntegrityError
from sqlalchemy import Engine, PoolProxiedConnection


class Lane:
    """The driver's connection, in autocommit, to one thread at a time.

    Threads that take turns here would otherwise take turns at the database's write lock.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()
        self._kept: PoolProxiedConnection | None = None

    @contextmanager
    def turn(self) -> Iterator[Any]:
        """The connection; one that failed otherwise than by a conflict is not used again."""
        with self._turn:
            if self._kept is None:
                self._kept = self._open()
            try:
                yield self._kept.driver_connection
            except IntegrityError:
                raise
            except BaseException:
                self._drop()
                raise

    def close(self) -> None:
        """Close the connection; the next turn opens another."""
        with self._turn:
            self._drop()

    def _open(self) -> PoolProxiedConnection:
        kept = self._engine.raw_connection()
        if self._engine.dialect.name == "postgresql":
            kept.driver_connection.autocommit = True  # type: ignore[union-attr]
        return kept

    def _drop(self) -> None:
        if self._kept is not None:
            # Not back into the pool: its transactions are not the pool's.
            self._kept.invalidate()
            self._kept = None
