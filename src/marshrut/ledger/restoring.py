"""Carrying a ledger from one database to another, positions and times intact (semantics S28)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import insert

from marshrut.ledger.recorder import LedgerRecorder
from marshrut.ledger.rows import Head, StoredRecord
from marshrut.ledger.schema import ledger

# Rows to a transaction: none holds the write lock for long, and a restore can be taken up again.
_AT_ONCE = 5_000


class NotASequelError(ValueError):
    """The rows do not go on where the ledger ends, or not in the order of their times."""


def restore(recorder: LedgerRecorder, *, rows: Iterable[StoredRecord]) -> int:
    """Add rows, in order, that go on from the ledger's head; how many.

    Their times stay as they are, so what was known when is the same in both databases. Raises
    ``NotASequelError`` for rows out of order; whole batches before them are kept.
    """
    restored = 0
    for batch in _batches(rows):
        with recorder.appending() as connection:
            _check(recorder.reader.head(), batch)
            connection.execute(insert(ledger), [row._asdict() for row in batch])
        restored += len(batch)
    return restored


def _batches(rows: Iterable[StoredRecord]) -> Iterator[list[StoredRecord]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _AT_ONCE)):
        yield batch


def _check(head: Head, batch: list[StoredRecord]) -> None:
    # The lock is held: nobody moves the head meanwhile.
    for row in batch:
        if row.position != head.position + 1:
            raise NotASequelError(f"position {row.position} does not follow {head.position}")
        if head.recorded_at is not None and row.recorded_at < head.recorded_at:
            raise NotASequelError(f"position {row.position} is earlier than the one before")
        head = Head(row.position, row.recorded_at)
