"""Appending on PostgreSQL: an advisory lock serialises writers, and needs no table privilege."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection

from marshrut.ledger.rows import Head

LOCK = 0x6D6172736800

# Two statements in one round trip: the second sees what the lock's former holder committed.
_LOCKED_HEAD = """
SELECT pg_advisory_xact_lock%s(%s);
SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, coalesce(position, 0), recorded_at
FROM (VALUES (1)) AS always
LEFT JOIN (SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1) AS head ON true
"""
_APPEND_ONE = "CALL ledger_append_one(%s, %s, %s, %s)"
_APPEND = "SELECT ledger_append(%s::uuid[], %s::integer[], %s::text[], %s::bytea[], %s)"


class Postgresql:
    """Appends by the database's own routines, which keep their plans: one round trip."""

    def turn(self) -> AbstractContextManager[None]:
        """No line: the server keeps one at its lock."""
        return nullcontext()

    def locked_head(self, connection: Connection, *, shared: bool) -> tuple[int, Head]:
        """Take the advisory lock until the end of the transaction; then time and head."""
        statement = _LOCKED_HEAD % ("_shared" if shared else "", LOCK)
        now, position, recorded_at = connection.exec_driver_sql(statement).one()
        return now, Head(position, recorded_at)

    def append(
        self, cursor: Any, events: Sequence[StoredEvent], *, recorded_at: int | None = None
    ) -> range:
        """Append in one round trip. The time is the database's, unless given."""
        if recorded_at is None and len(events) == 1:
            return _append_one(cursor, events[0])
        columns = (
            [str(event.originator_id) for event in events],
            [event.originator_version for event in events],
            [event.topic for event in events],
            [event.state for event in events],
        )
        cursor.execute(_APPEND, (*columns, recorded_at))
        head = cursor.fetchone()[0]
        return range(head + 1, head + 1 + len(events))


def _append_one(cursor: Any, event: StoredEvent) -> range:
    row = str(event.originator_id), event.originator_version, event.topic, event.state
    cursor.execute(_APPEND_ONE, row)
    position = cursor.fetchone()[0]
    return range(position, position + 1)
