"""Appending on SQLite: ``BEGIN IMMEDIATE`` makes the one writer, the process clock its time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection

from marshrut.ledger.clock import microseconds_of, process_clock
from marshrut.ledger.rows import Head

_HEAD = "SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1"
_INSERT = (
    "INSERT INTO ledger"
    " (position, originator_id, originator_version, topic, state, recorded_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


class Sqlite:
    """Appends by the driver's own statements, cached by it."""

    def locked_head(self, connection: Connection, *, shared: bool) -> tuple[int, Head]:  # noqa: ARG002
        """Time and head; the lock was taken when the transaction began ``IMMEDIATE``."""
        row = connection.exec_driver_sql(_HEAD).one_or_none()
        return microseconds_of(process_clock()), Head(*row) if row else Head(0, None)

    def append(
        self,
        driver: sqlite3.Connection,
        events: Sequence[StoredEvent],
        *,
        recorded_at: int | None = None,
    ) -> range:
        """Append under the write lock. The time is the process's, unless given."""
        if recorded_at is not None:
            return _insert(driver, events, recorded_at)
        driver.execute("BEGIN IMMEDIATE")
        try:
            positions = _insert(driver, events, None)
            driver.execute("COMMIT")
        except BaseException:
            driver.rollback()
            raise
        return positions


def _insert(
    driver: sqlite3.Connection, events: Sequence[StoredEvent], recorded_at: int | None
) -> range:
    head, latest = driver.execute(_HEAD).fetchone() or (0, 0)
    if recorded_at is None:
        recorded_at = max(microseconds_of(process_clock()), latest + 1)
    positions = range(head + 1, head + 1 + len(events))
    rows = [
        (n, UUID(str(e.originator_id)).hex, e.originator_version, e.topic, e.state, recorded_at)
        for n, e in zip(positions, events, strict=True)
    ]
    driver.executemany(_INSERT, rows)
    return positions
