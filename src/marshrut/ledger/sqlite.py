"""Appending on SQLite: ``BEGIN IMMEDIATE`` makes the one writer, the process clock its time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection

from marshrut.ledger.clock import process_microseconds
from marshrut.ledger.rows import Head
from marshrut.ledger.turns import Turns

_HEAD = "SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1"
_INSERT = (
    "INSERT INTO ledger"
    " (position, originator_id, originator_version, topic, state, recorded_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


class Sqlite:
    """Appends by plain statements, which the driver keeps prepared."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def turn(self) -> AbstractContextManager[None]:
        """Stand in line for the write lock."""
        return self._turns.turn()

    def locked_head(self, connection: Connection, *, shared: bool) -> tuple[int, Head]:  # noqa: ARG002
        """Time and head; the lock was taken when the transaction began ``IMMEDIATE``."""
        row = connection.exec_driver_sql(_HEAD).one_or_none()
        return process_microseconds(), Head(*row) if row else Head(0, None)

    def append(
        self,
        cursor: sqlite3.Cursor,
        events: Sequence[StoredEvent],
        *,
        recorded_at: int | None = None,
    ) -> range:
        """Append under the write lock. The time is the process's, unless given."""
        if recorded_at is not None:
            return _insert(cursor, events, recorded_at)
        with self._turns.turn():
            cursor.execute("BEGIN IMMEDIATE")
            try:
                positions = _insert(cursor, events, None)
                cursor.execute("COMMIT")
            except BaseException:
                cursor.connection.rollback()
                raise
            return positions


def _insert(
    cursor: sqlite3.Cursor, events: Sequence[StoredEvent], recorded_at: int | None
) -> range:
    head, latest = cursor.execute(_HEAD).fetchone() or (0, 0)
    if recorded_at is None:
        recorded_at = max(process_microseconds(), latest + 1)
    # Our originators are UUIDs, stored as the column's type does it.
    rows = [
        (n, e.originator_id.hex, e.originator_version, e.topic, e.state, recorded_at)  # type: ignore[union-attr]
        for n, e in enumerate(events, head + 1)
    ]
    cursor.executemany(_INSERT, rows)
    return range(head + 1, head + 1 + len(events))
