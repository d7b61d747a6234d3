"""What the two kinds of database do differently when they append."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection, Engine

from marshrut.ledger.postgresql import Postgresql
from marshrut.ledger.rows import Head
from marshrut.ledger.sqlite import Sqlite
from marshrut.ledger.turns import Turns


class Dialect(Protocol):
    """How one kind of database takes the write lock, the time and the rows."""

    def turn(self) -> AbstractContextManager[None]:
        """Stand in line for the write lock, where the database itself keeps no order."""

    def locked_head(self, connection: Connection, *, shared: bool) -> tuple[int, Head]:
        """Wait for appends in flight; then the time and the head.

        ``shared`` lets others wait at the same time, where the database can.
        """

    def append(
        self, cursor: Any, events: Sequence[StoredEvent], *, recorded_at: int | None = None
    ) -> range:
        """Append with the driver's cursor and answer the positions.

        Without ``recorded_at`` it is a transaction of its own (on a connection in autocommit)
        that takes lock and time itself; with it, a part of the caller's, who holds the lock.
        """


def dialect_of(engine: Engine) -> Dialect:
    """The dialect of the engine's database."""
    if engine.dialect.name != "sqlite":
        return Postgresql()
    return Sqlite(Turns(engine.url.database or ""))
