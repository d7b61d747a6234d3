"""One connection kept at hand, as taking one from the pool costs a tenth of a plain append."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine, PoolProxiedConnection

from marshrut.ledger.errors import CONNECTION_LOST, DRIVER_CONFLICTS, translate
from marshrut.ledger.postgresql_pool import IDLE_SECONDS

T = TypeVar("T")


class Lane:
    """Lends a cursor of the driver, in autocommit, to one thread at a time.

    Threads that take turns here would otherwise take turns at the database's write lock.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()
        self._kept: PoolProxiedConnection | None = None
        self._cursor: Any = None
        self._used = 0.0

    def use(self, work: Callable[[Any], T]) -> T:
        """Do the work with the cursor. Raises conflicts as ``translate`` tells them.

        After another failure the connection is not used again.
        """
        with self._turn:
            if self._cursor is not None and monotonic() - self._used > IDLE_SECONDS:
                self._check()
            if self._cursor is None:
                self._open()
            try:
                done = work(self._cursor)
                self._used = monotonic()
            except DRIVER_CONFLICTS as error:
                raise translate(error) from error
            except BaseException:
                self._drop()
                raise
            return done

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        with self._turn:
            self._drop()

    def _check(self) -> None:
        """Let go of a connection that the server has closed meanwhile."""
        try:
            self._cursor.execute("SELECT 1")
        except CONNECTION_LOST:
            self._drop()

    def _open(self) -> None:
        self._kept = self._engine.raw_connection()
        if self._engine.dialect.name == "postgresql":
            self._kept.driver_connection.autocommit = True  # type: ignore[union-attr]
        self._cursor = self._kept.driver_connection.cursor()  # type: ignore[union-attr]

    def _drop(self) -> None:
        if self._kept is not None:
            # Not back into the pool: its transactions are not the pool's.
            self._kept.invalidate()
        self._kept = self._cursor = None
