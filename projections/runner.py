"""Keeping the read models where a reader needs them: caught up, exactly once, rebuilt beside.

``catch_up`` is the one way events reach the read models. The row that says how far a slot has
come is moved first, in the transaction of the rows: workers wait for each other there, and the
slower of two finds the work done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from marshrut.ledger.engine import reading
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.points import PositionBeyondHead
from marshrut.ledger.statement_settings import with_settings
from projections.bookkeeping import Bookkeeping
from projections.filling import RebuildTakenOver
from projections.metrics import BATCHES, EVENTS
from projections.reader import Reader
from projections.rebuild import Progress, Rebuild
from projections.tables import VERSION, Slot, projection, slots
from projections.writing import claim, write, writing

BATCH = 2_000
"""Events a transaction: each holds SQLite's write lock for a fraction of a second."""

PATIENCE = 1.0
"""Seconds between two tries to reach a database that does not answer."""

LOG = logging.getLogger("marshrut.projections")


class RebuildNeeded(Exception):  # noqa: N818 - it says what to do
    """The read models are of another version than this program."""


class State(NamedTuple):
    """How far the slot that readers use has come."""

    slot: Slot
    position: int


class Projections:
    """The read models over one ledger; ``images`` is the directory of their column images.

    Where there is none, figures are counted over rows that the database answers. ``keeper`` is
    the ledger as the role sees it that keeps the read models, outside row-level security
    (semantics S26). It reads for everybody, too, unless there is a ``reader``: whose questions
    are asked within row-level security, on the ledger's own connections.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        images: Path | None = None,
        keeper: Ledger | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.ledger = ledger
        self.images = images
        self._keeper = keeper or ledger
        self.engine = self._keeper.engine
        self._own = reading(self.engine)
        self._reading = self._own if reader is None else _within(ledger.engine, reader)
        self._book = Bookkeeping(self._keeper)

    def at(
        self, position: int, *, progress: Progress | None = None, stop: Flag | None = None
    ) -> Slot:
        """The slot to read from, caught up to ``position`` at least, or where ``stop`` was set.

        Raises ``RebuildNeeded``, and ``PositionBeyondHead`` where there is no such position.
        """
        state = self.state()
        while state.position < position and not (stop and stop.is_set()):
            self._advance(state.slot, after=state.position, upto=position)
            state = self.state()
            if progress:
                progress(state.position, position)
        return state.slot

    def catch_up(
        self, to: int | None = None, *, progress: Progress | None = None, stop: Flag | None = None
    ) -> int:
        """Bring the read models to a position, the head by default; answers the position.

        Where ``stop`` is set meanwhile they end between two batches, before it.
        """
        position = self.ledger.head().position if to is None else to
        self.at(position, progress=progress, stop=stop)
        return position

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for questions."""
        return self._reading.connect()

    def beyond(self) -> AbstractContextManager[Connection]:
        """One for what is beyond the reader's bounds: whoever asks tells no more than is due.

        It is outside row-level security; who uses it is counted by a test.
        """
        return self._own.connect()

    def state(self) -> State:
        """The active slot. Raises ``RebuildNeeded``."""
        columns = (projection.c.slot, projection.c.version, projection.c.position)
        with self._own.connect() as connection:
            row = connection.execute(select(*columns).where(projection.c.active)).one_or_none()
        if row is None or row.version != VERSION:
            raise RebuildNeeded("run: marshrut rebuild")
        return State(slots[row.slot], row.position)

    def rebuild(self, *, progress: Progress | None = None) -> int:
        """Fill the other slot anew, then let readers use it; answers the position.

        Raises ``RebuildTakenOver`` where another rebuild has begun meanwhile.
        """
        rebuild = Rebuild(self._keeper)
        position = rebuild.load(upto=self.ledger.head().position, progress=progress)
        head = self.ledger.head().position
        while position < head:
            self._advance(rebuild.slot, after=position, upto=head)
            position, head = self._position(rebuild.slot), self.ledger.head().position
            if position < 0:
                raise RebuildTakenOver
            if progress:
                progress(position, head)
        rebuild.put_in_use(position)
        return position

    def follow(self, stop: Flag, *, then: Callable[[], None] | None = None) -> None:
        """Keep near the head until ``stop`` is set; a database that went away is awaited.

        ``then`` is called whenever the read models have come on.
        """
        while not stop.is_set():
            try:
                self._follow(stop, then or (lambda: None))
            except CONNECTION_LOST as lost:
                reason = str(lost).partition("\n")[0]
                LOG.warning("the database does not answer, trying again: %s", reason)
                stop.wait(PATIENCE)

    def _follow(self, stop: Flag, then: Callable[[], None]) -> None:
        position = self.catch_up(stop=stop)
        then()
        with self.ledger.recorder.subscribe(gt=position) as subscription:
            Thread(target=_stop_when, args=(stop, subscription.stop), daemon=True).start()
            for notification in subscription:
                if notification.id > position:
                    position = self.catch_up(stop=stop)
                    then()

    def _advance(self, slot: Slot, *, after: int, upto: int) -> None:
        """Process one batch behind ``after``, unless another worker has."""
        batch = self._keeper.records_between(after=after, upto=upto, limit=BATCH)
        if not batch:
            raise PositionBeyondHead(f"no position {upto}: the head's is {after}")
        changes, accounts = self._book.follow(batch, after=after)
        with writing(self.engine) as connection:
            written = claim(connection, slot, after=after, reached=batch[-1].position)
            if written:
                write(connection, slot, changes)
        if written:
            BATCHES.inc()
            EVENTS.inc(len(batch))
            self._book.keep(accounts)

    def _position(self, slot: Slot) -> int:
        statement = select(projection.c.position).where(projection.c.slot == slot.name)
        with self._own.connect() as connection:
            position: int = connection.execute(statement).scalar_one()
        return position


def _within(engine: Engine, reader: Reader) -> Engine:
    """The engine for questions of the reader; SQLite has no row-level security.

    PostgreSQL takes the bounds for so dear that it would compile them for longer than it reads.
    """
    if engine.dialect.name == "sqlite":
        return reading(engine)
    return with_settings(reading(engine), marshrut__reader=reader.told(), jit="off")


def _stop_when(stop: Flag, end: Callable[[], None]) -> None:
    stop.wait()
    end()
