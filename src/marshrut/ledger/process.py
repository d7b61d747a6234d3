"""Events recorded together with the position of the ledger that they follow from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from eventsourcing.persistence import ProcessRecorder, StoredEvent, Tracking
from sqlalchemy import Connection, Engine

from marshrut.ledger.clock import Clock
from marshrut.ledger.recorder import LedgerRecorder
from marshrut.ledger.tracking import LedgerTrackingRecorder


class LedgerProcessRecorder(LedgerRecorder, LedgerTrackingRecorder, ProcessRecorder):
    """A recorder of events and of positions, in one transaction where both are given."""

    def __init__(self, engine: Engine, *, clock: Clock | None = None) -> None:
        LedgerRecorder.__init__(self, engine, clock=clock)
        LedgerTrackingRecorder.__init__(self, engine)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        connection: Connection | None = None,
        tracking: Tracking | None = None,
        **unknown: Any,
    ) -> Sequence[int] | None:
        """Append the events, and move ``tracking`` on in the same transaction."""
        if tracking is None:
            return super().insert_events(stored_events, connection=connection, **unknown)
        with self.appending() if connection is None else nullcontext(connection) as transaction:
            self.insert_tracking(tracking, connection=transaction)
            return super().insert_events(stored_events, connection=transaction, **unknown)
