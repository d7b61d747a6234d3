"""Waiting for an append by anyone, in this process or another, until told to stop."""

from __future__ import annotations

import selectors
import socket
from threading import Event
from typing import Protocol

from sqlalchemy import Engine

# Seconds between looks at ``PRAGMA data_version``: a look costs a few microseconds.
_SQLITE_INTERVAL = 0.01
# Seconds after which readers look for themselves, should a notification get lost on its way.
_POSTGRESQL_PATIENCE = 30.0


class News(Protocol):
    """Something that tells of appends after it was made. Extra news is harmless."""

    def wait(self) -> None:
        """Block until something may have been appended, or ``wake`` is called."""

    def wake(self) -> None:
        """End ``wait``, the present or the next one; from any thread."""

    def close(self) -> None:
        """Let go of the connection."""


def news_of(engine: Engine) -> News:
    """News from the engine's database, on a connection of its own."""
    return SqliteNews(engine) if engine.dialect.name == "sqlite" else PostgresqlNews(engine)


class PostgresqlNews:
    """LISTEN: the server tells after every commit of an append."""

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()
        self._driver = self._pooled.driver_connection
        self._driver.autocommit = True  # type: ignore[union-attr]
        with self._driver.cursor() as cursor:  # type: ignore[union-attr]
            cursor.execute("LISTEN marshrut_ledger")
        self._waker, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._driver, selectors.EVENT_READ)  # type: ignore[arg-type]
        self._selector.register(self._woken, selectors.EVENT_READ)

    def wait(self) -> None:
        """Block until a notification comes, or for half a minute."""
        self._selector.select(_POSTGRESQL_PATIENCE)
        self._driver.poll()  # type: ignore[union-attr]
        self._driver.notifies.clear()  # type: ignore[union-attr]

    def wake(self) -> None:
        """End ``wait``, from any thread."""
        self._waker.send(b"!")

    def close(self) -> None:
        """Stop listening: the connection does not go back into the pool."""
        self._selector.close()
        self._waker.close()
        self._woken.close()
        self._pooled.invalidate()


class SqliteNews:
    """Polling ``PRAGMA data_version``, which changes with every commit of other connections."""

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()
        self._woken = Event()
        self._seen = self._version()

    def wait(self) -> None:
        """Block until another connection has committed."""
        while not self._woken.wait(_SQLITE_INTERVAL):
            version = self._version()
            if version != self._seen:
                self._seen = version
                return

    def wake(self) -> None:
        """End ``wait``, from any thread."""
        self._woken.set()

    def close(self) -> None:
        """Give the connection back."""
        self._pooled.close()

    def _version(self) -> int:
        version: int
        (version,) = self._pooled.driver_connection.execute("PRAGMA data_version").fetchone()  # type: ignore[union-attr]
        return version
