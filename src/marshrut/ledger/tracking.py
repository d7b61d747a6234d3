"""How far a reader of the ledger has come, recorded in one transaction with what it wrote."""

from __future__ import annotations

from contextlib import nullcontext
from threading import Event
from time import monotonic

from eventsourcing.persistence import Tracking, TrackingRecorder, WaitInterruptedError
from sqlalchemy import Connection, Engine, Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from marshrut.ledger.engine import reading
from marshrut.ledger.errors import TrackingConflict
from marshrut.ledger.schema import tracking as table

# Seconds between looks while waiting: at first, and at most.
_SHORTEST, _LONGEST = 0.001, 0.05


class LedgerTrackingRecorder(TrackingRecorder):
    """Keeps the position of each reader, which only grows."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = reading(engine)

    def insert_tracking(self, tracking: Tracking, *, connection: Connection | None = None) -> None:
        """Move the reader on, in a transaction of its own or on the given connection.

        Do it first in the transaction: the row's lock then lets one worker after another go on.
        Raises ``TrackingConflict`` unless the position is greater than the one recorded.
        """
        own = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        with own.begin() if connection is None else nullcontext(connection) as transaction:
            moved = transaction.execute(_move_on(transaction, tracking)).rowcount
            if moved != 1:
                raise TrackingConflict(f"{tracking} is not ahead of what is recorded")

    def max_tracking_id(self, application_name: str) -> int | None:
        """The position of the reader; ``None`` before its first."""
        statement = select(table.c.notification_id).where(
            table.c.application_name == application_name
        )
        with self._reading.connect() as connection:
            return connection.scalar(statement)

    def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 1.0,
        interrupt: Event | None = None,
    ) -> None:
        """Block until the reader has come to the position.

        Looks again after 1 to 50 milliseconds, where the library's own first waits for 100.
        Raises ``TimeoutError`` after ``timeout`` seconds and ``WaitInterruptedError``.
        """
        deadline = monotonic() + timeout
        pause = _SHORTEST
        interrupt = interrupt or Event()
        while not self.has_tracking_id(application_name, notification_id):
            remaining = deadline - monotonic()
            if remaining <= 0:
                raise TimeoutError(f"{application_name} has not come to {notification_id} in time")
            if interrupt.wait(min(pause, remaining)):
                raise WaitInterruptedError
            pause = min(2 * pause, _LONGEST)


def _move_on(connection: Connection, tracking: Tracking) -> Insert:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(
        application_name=tracking.application_name, notification_id=tracking.notification_id
    )
    ahead = statement.excluded.notification_id
    moved: Insert = statement.on_conflict_do_update(
        index_elements=[table.c.application_name],
        set_={"notification_id": ahead},
        where=table.c.notification_id < ahead,
    )
    return moved
