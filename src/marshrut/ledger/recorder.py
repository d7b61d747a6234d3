"""The recorder of the library's applications, on the ledger.

Positions are dense, in the order of commits; all rows of a transaction share ``recorded_at``,
which is later than that of every transaction before (semantics S10).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Subscription,
)
from sqlalchemy import Connection, Engine, select

from marshrut.ledger.clock import Clock, microseconds_of
from marshrut.ledger.dialect import dialect_of
from marshrut.ledger.engine import reading
from marshrut.ledger.errors import translated
from marshrut.ledger.lane import Lane
from marshrut.ledger.metrics import APPENDS
from marshrut.ledger.news import news_of
from marshrut.ledger.reading import LedgerReader
from marshrut.ledger.retrying import again, harmless, rolled_back
from marshrut.ledger.rows import Head
from marshrut.ledger.schema import ledger
from marshrut.ledger.subscription import LedgerSubscription


class LedgerRecorder(ApplicationRecorder):
    """Appends to the ledger and reads it back in the library's terms.

    ``clock`` stands in for the database's own time (SQLite: the process's); only a tool that
    retells a history has a reason for one. It answers timezone-aware datetimes.
    """

    def __init__(self, engine: Engine, *, clock: Clock | None = None) -> None:
        self.engine = engine
        self.reader = LedgerReader(engine)
        self._dialect = dialect_of(engine)
        self._clock = clock
        self._lane = Lane(engine)
        self._writing = engine.execution_options(sqlite_begin="IMMEDIATE")
        self._reading = reading(engine)

    @contextmanager
    def appending(self) -> Iterator[Connection]:
        """A transaction that holds the write lock: what is written on it is appended as one.

        Give the connection to ``insert_events``, and write rows of other tables on it. Raises
        the kinds of ``IntegrityError`` in ``errors`` for what its statements violate.
        """
        with self._dialect.turn(), translated():
            with ExitStack() as transaction:
                begin = partial(self._begun, transaction)
                yield again(begin, when=harmless, what="append")
            APPENDS.inc()

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """A transaction for rows of other tables alone; what is appended meanwhile is not awaited.

        On SQLite, which has one writer, it stands in line with the appends.
        """
        with self._dialect.turn(), self._writing.begin() as connection:
            yield connection

    def settled(self) -> tuple[int, Head]:
        """Time and head after all appends now in flight: later ones are recorded later still."""
        with self._writing.begin() as connection:
            return self._locked_head(connection, shared=True)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        connection: Connection | None = None,
        **unknown: Any,
    ) -> Sequence[int] | None:
        """Append the events, in a transaction of their own or on ``appending()``'s connection.

        Answers their positions. Raises ``VersionConflict`` where one of the versions is taken.
        """
        # The library passes a tracking of None along with every save.
        if names := [name for name, value in unknown.items() if value is not None]:
            raise TypeError(f"an append takes no {', '.join(names)}")
        if not stored_events:
            return []
        if connection is not None:
            return self._insert_on(connection, stored_events)
        if self._clock is not None:
            with self.appending() as own:
                return self._insert_on(own, stored_events)
        append = partial(self._lane.use, lambda cursor: self._dialect.append(cursor, stored_events))
        positions = again(append, when=rolled_back, what="append")
        APPENDS.inc()
        return list(positions)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of an aggregate with versions in ``(gt, lte]``, by version."""
        version = ledger.c.originator_version
        statement = select(ledger.c.originator_id, version, ledger.c.topic, ledger.c.state).where(
            ledger.c.originator_id == originator_id
        )
        if gt is not None:
            statement = statement.where(version > gt)
        if lte is not None:
            statement = statement.where(version <= lte)
        statement = statement.order_by(version.desc() if desc else version).limit(limit)
        with self._reading.connect() as connection:
            return [StoredEvent(*row) for row in connection.execute(statement)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The events at positions from ``start`` to ``stop``, the first ``limit`` of them."""
        after = (start or 1) - 1 if inclusive_of_start else start or 0
        rows = self.reader.between(after=after, upto=stop, limit=limit, topics=topics)
        return [
            Notification(r.originator_id, r.originator_version, r.topic, r.state, r.position)
            for r in rows
        ]

    def max_notification_id(self) -> int | None:
        """The head's position; ``None`` for the empty ledger."""
        return self.reader.head().position or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Events after the position ``gt``, those still to come included."""
        return LedgerSubscription(
            recorder=self, news=lambda: news_of(self.engine), gt=gt, topics=topics
        )

    def close(self) -> None:
        """Let go of the connection kept for appends; the engine stays open."""
        self._lane.close()

    def _begun(self, transaction: ExitStack) -> Connection:
        """A connection under the lock, ended with ``transaction``; nothing is written yet."""
        with ExitStack() as begun:
            connection = begun.enter_context(self._writing.begin())
            now, head = self._locked_head(connection, shared=False)
            transaction.push(begun.pop_all())
        recorded_at = max(now, (head.recorded_at or 0) + 1)
        return connection.execution_options(ledger_recorded_at=recorded_at)

    def _locked_head(self, connection: Connection, *, shared: bool) -> tuple[int, Head]:
        now, head = self._dialect.locked_head(connection, shared=shared)
        return (now if self._clock is None else microseconds_of(self._clock())), head

    def _insert_on(self, connection: Connection, events: Sequence[StoredEvent]) -> list[int]:
        recorded_at = recorded_at_of(connection)
        with translated(), closing(connection.connection.cursor()) as cursor:
            return list(self._dialect.append(cursor, events, recorded_at=recorded_at))


def recorded_at_of(connection: Connection) -> int:
    """The time of an append going on, in microseconds; ``ValueError`` on other connections."""
    recorded_at: int | None = connection.get_execution_options().get("ledger_recorded_at")
    if recorded_at is None:
        raise ValueError("append on the connection that appending() gives")
    return recorded_at
