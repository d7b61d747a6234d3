"""The ledger as the domain sees it: events in the order in which they became known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar
from uuid import UUID

from eventsourcing.persistence import EventStore
from sqlalchemy import Connection, Engine

from marshrut.events import Event
from marshrut.ledger.clock import Clock
from marshrut.ledger.mapper import EventMapper
from marshrut.ledger.recorder import LedgerRecorder
from marshrut.ledger.rows import Head, StoredRecord
from marshrut.ledger.together import Together

T = TypeVar("T")


class Record(NamedTuple):
    """An event with its place in the ledger; ``recorded_at`` in microseconds since 1970, UTC."""

    position: int
    recorded_at: int
    event: Event


class Ledger:
    """One ledger, on one engine. ``store`` is what the library's ``Repository`` reads from.

    ``clock``: see ``LedgerRecorder``. Stored rows, undecoded, are read through ``reader``.
    """

    def __init__(
        self, engine: Engine, *, clock: Clock | None = None, mapper: EventMapper | None = None
    ) -> None:
        self.engine = engine
        self.mapper = mapper or EventMapper()
        self.recorder = LedgerRecorder(engine, clock=clock)
        self.reader = self.recorder.reader
        self._together = Together(self.recorder.appending)
        self.store: EventStore[UUID] = EventStore(self.mapper, self.recorder)

    def appending(self) -> AbstractContextManager[Connection]:
        """A transaction under the write lock, to ``append`` and to write other rows on."""
        return self.recorder.appending()

    def beside(self) -> AbstractContextManager[Connection]:
        """A transaction for rows of other tables alone, without the ledger's lock."""
        return self.recorder.beside()

    def appending_together(self, work: Callable[[Connection], T]) -> T:
        """Do ``work`` as in ``appending()``, in one transaction with those of other threads.

        Comes back when it is on the disk. Raises what the work raises: nothing of it stays then.
        """
        return self._together.do(work)

    def append(
        self, events: Sequence[Event], *, connection: Connection | None = None
    ) -> Sequence[int]:
        """Append new events, at once or on ``appending()``'s connection; their positions.

        Raises ``VersionConflict`` where another writer was first.
        """
        stored = [self.mapper.stored(event) for event in events]
        return self.recorder.insert_events(stored, connection=connection) or []

    def head(self) -> Head:
        """The last position and its time."""
        return self.reader.head()

    def settled(self) -> tuple[int, Head]:
        """The ledger's time in microseconds, and the head, once appends in flight are done."""
        return self.recorder.settled()

    def records_of(self, originator_id: UUID, *, upto: int | None = None) -> list[Record]:
        """What was known of an aggregate at the position ``upto``, by version."""
        return [self._record(row) for row in self.reader.of(originator_id, upto=upto)]

    def records_of_many(
        self,
        originator_ids: Iterable[UUID],
        *,
        upto: int | None = None,
        topics: Sequence[str] = (),
    ) -> list[Record]:
        """What was known of several aggregates, all or of some topics, by version."""
        rows = self.reader.of_many(originator_ids, upto=upto, topics=topics)
        return [self._record(row) for row in rows]

    def records_between(
        self, *, after: int, upto: int | None = None, limit: int | None = None
    ) -> list[Record]:
        """What became known at positions in ``(after, upto]``, the first ``limit`` of it."""
        rows = self.reader.between(after=after, upto=upto, limit=limit)
        return [self._record(row) for row in rows]

    def times_of(self, positions: Iterable[int]) -> dict[int, int]:
        """When each of the positions was recorded, in microseconds since 1970."""
        return self.reader.times_of(positions)

    def close(self) -> None:
        """Let go of connections kept; the engine stays open."""
        self.recorder.close()

    def _record(self, row: StoredRecord) -> Record:
        return Record(row.position, row.recorded_at, self.mapper.event_of(row))
