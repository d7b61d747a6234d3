"""Carrying a ledger from one database to another, positions and times intact (semantics S28)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec
from eventsourcing.persistence import MapperDeserialisationError
from sqlalchemy import Connection, insert

from marshrut.ledger.errors import VersionConflict
from marshrut.ledger.export_reading import BadExport, Export
from marshrut.ledger.exporting import Progress
from marshrut.ledger.mapper import EventMapper
from marshrut.ledger.reading import LedgerReader
from marshrut.ledger.recorder import LedgerRecorder
from marshrut.ledger.rows import Head, StoredRecord
from marshrut.ledger.schema import ledger
from marshrut.ledger.topics import UnknownTopicError

# Rows to a transaction: none holds the write lock for long, and a restore can be taken up again.
_AT_ONCE = 5_000

Beside = Callable[[Connection, int], None]
"""Writes what goes with a batch in its transaction; gets the position of its last row."""


class NotASequelError(ValueError):
    """The rows do not go on where the ledger ends, or not in the order of their times."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """How many events were added, and how many of the file's were there before."""

    added: int
    present: int


def restore(
    recorder: LedgerRecorder,
    *,
    rows: Iterable[StoredRecord],
    at_once: int = _AT_ONCE,
    beside: Beside | None = None,
) -> int:
    """Add rows, in order, that go on from the ledger's head; how many.

    Their times stay as they are, so what was known when is the same in both databases. Raises
    ``NotASequelError`` for rows out of order; whole batches before them are kept.
    """
    restored = 0
    for batch in _batches(rows, at_once):
        _add(recorder, batch, beside)
        restored += len(batch)
    return restored


def check_readable(
    export: Export, *, mapper: EventMapper, progress: Progress | None = None
) -> None:
    """Read the export to its end. Raises ``BadExport`` for what is not whole or not readable.

    The ledger forgets nothing, so nothing goes into it that was not seen to be right.
    """
    for row in _counted(export, progress):
        try:
            mapper.event_of(row)
        except (UnknownTopicError, MapperDeserialisationError, RecursionError) as error:
            unknown = f"this version of the program cannot read such a {row.topic}"
            raise BadExport(row.position + 1, unknown) from error


def restore_export(
    recorder: LedgerRecorder,
    export: Export,
    *,
    at_once: int = _AT_ONCE,
    beside: Beside | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Add what the ledger lacks of the export, once what it has is seen to be the same.

    Raises ``NotASequelError``, naming the first position that differs, and ``BadExport``: look
    with ``check_readable`` first. Whole batches are kept, and a restore can be taken up again.
    """
    rows = _counted(export, progress)
    present = min(recorder.reader.head().position, export.header.count)
    for batch in _batches(islice(rows, present), at_once):
        _check_same(recorder.reader, batch)
    added = restore(recorder, rows=rows, at_once=at_once, beside=beside)
    return Restored(added=added, present=present)


def _counted(export: Export, progress: Progress | None) -> Iterator[StoredRecord]:
    total = export.header.count
    for row in export.rows():
        yield row
        if progress and (row.position % _AT_ONCE == 0 or row.position == total):
            progress(row.position, total)


def _batches(rows: Iterable[StoredRecord], at_once: int) -> Iterator[list[StoredRecord]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, at_once)):
        yield batch


def _check_same(reader: LedgerReader, batch: list[StoredRecord]) -> None:
    stored = reader.between(after=batch[0].position - 1, limit=len(batch))
    for there, row in zip(stored, batch, strict=False):
        if there != row:
            differs = f"the ledger holds another event at position {row.position}"
            raise NotASequelError(f"{differs}: this is not the ledger that was exported")


def _add(recorder: LedgerRecorder, batch: list[StoredRecord], beside: Beside | None) -> None:
    try:
        with recorder.appending() as connection:
            _check(recorder.reader.head(), batch)
            connection.execute(insert(ledger), [row._asdict() for row in batch])
            if beside:
                beside(connection, batch[-1].position)
    except VersionConflict as error:
        span = f"{batch[0].position} to {batch[-1].position}"
        raise NotASequelError(f"one of positions {span} repeats a version of its case") from error


def _check(head: Head, batch: list[StoredRecord]) -> None:
    # The lock is held: nobody moves the head meanwhile.
    for row in batch:
        if row.position != head.position + 1:
            raise NotASequelError(f"position {row.position} does not follow {head.position}")
        if head.recorded_at is not None and row.recorded_at < head.recorded_at:
            raise NotASequelError(f"position {row.position} is earlier than the one before")
        head = Head(row.position, row.recorded_at)
