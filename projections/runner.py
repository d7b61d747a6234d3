"""Keeping the read models where a reader needs them: caught up, exactly once, rebuilt beside.

``catch_up`` is the one way events reach the read models. The row that says how far a slot has
come is moved first, in the transaction of the rows: workers wait for each other there, and the
slower of two finds the work done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from threading import Event as Flag
from threading import Thread
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from marshrut.ledger.engine import reading
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.ledger import Ledger, Record
from marshrut.ledger.points import PositionBeyondHead
from projections.bulk import close_rows, insert_rows
from projections.rows import Closed, Opened, audit_values, changes
from projections.tables import VERSION, Slot, projection, slots

BATCH = 2_000
"""Events a transaction: each holds SQLite's write lock for a fraction of a second."""

PATIENCE = 1.0
"""Seconds between two tries to reach a database that does not answer."""

LOG = logging.getLogger("marshrut.projections")

Progress = Callable[[int, int], None]
"""Called with the position reached and the position wanted."""


class RebuildNeeded(Exception):  # noqa: N818 - it says what to do
    """The read models are of another version than this program."""


class State(NamedTuple):
    """How far the slot that readers use has come."""

    slot: Slot
    position: int


class Projections:
    """The read models over one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.engine = ledger.engine
        self._reading = reading(ledger.engine)

    def at(self, position: int, *, progress: Progress | None = None) -> Slot:
        """The slot to read from, caught up to ``position`` at least.

        Raises ``RebuildNeeded``, and ``PositionBeyondHead`` where there is no such position.
        """
        state = self.state()
        while state.position < position:
            self._advance(state.slot, after=state.position, upto=position)
            state = self.state()
            if progress:
                progress(state.position, position)
        return state.slot

    def catch_up(self, to: int | None = None, *, progress: Progress | None = None) -> int:
        """Bring the read models to a position, the head by default; answers the position."""
        position = self.ledger.head().position if to is None else to
        self.at(position, progress=progress)
        return position

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for questions."""
        return self._reading.connect()

    def state(self) -> State:
        """The active slot. Raises ``RebuildNeeded``."""
        columns = (projection.c.slot, projection.c.version, projection.c.position)
        with self._reading.connect() as connection:
            row = connection.execute(select(*columns).where(projection.c.active)).one_or_none()
        if row is None or row.version != VERSION:
            raise RebuildNeeded("run: marshrut rebuild")
        return State(slots[row.slot], row.position)

    def rebuild(self, *, progress: Progress | None = None) -> int:
        """Fill the other slot from the first event on, then let readers use it."""
        slot = self._emptied()
        position, head = 0, self.ledger.head().position
        while position < head:
            self._advance(slot, after=position, upto=head)
            position, head = self._position(slot), self.ledger.head().position
            if progress:
                progress(position, head)
        with self._writing() as connection:
            connection.execute(update(projection).values(active=projection.c.slot == slot.name))
        return position

    def follow(self, stop: Flag) -> None:
        """Keep near the head until ``stop`` is set; a database that went away is awaited."""
        while not stop.is_set():
            try:
                self._follow(stop)
            except CONNECTION_LOST as lost:
                reason = str(lost).partition("\n")[0]
                LOG.warning("the database does not answer, trying again: %s", reason)
                stop.wait(PATIENCE)

    def _follow(self, stop: Flag) -> None:
        position = self.catch_up()
        with self.ledger.recorder.subscribe(gt=position) as subscription:
            Thread(target=_stop_when, args=(stop, subscription.stop), daemon=True).start()
            for notification in subscription:
                if notification.id > position:
                    position = self.catch_up()

    def _advance(self, slot: Slot, *, after: int, upto: int) -> None:
        """Process one batch behind ``after``, unless another worker has."""
        batch = self.ledger.reader.between(after=after, upto=upto, limit=BATCH)
        if not batch:
            raise PositionBeyondHead(f"no position {upto}: the head's is {after}")
        reached = batch[-1].position
        opened: list[Opened] = []
        closed: list[Closed] = []
        audited: list[tuple[Any, ...]] = []
        for records in self._histories({row.originator_id for row in batch}, reached):
            more, gone = changes(records, after=after)
            opened += more
            closed += gone
            audited += [audit_values(record) for record in records if record.position > after]
        with self._writing() as connection:
            if _claim(connection, slot, after=after, reached=reached):
                _write(connection, slot, opened, closed)
                insert_rows(connection, slot.audit_event, sorted(audited))

    def _position(self, slot: Slot) -> int:
        statement = select(projection.c.position).where(projection.c.slot == slot.name)
        with self._reading.connect() as connection:
            position: int = connection.execute(statement).scalar_one()
        return position

    def _histories(self, originators: set[UUID], upto: int) -> Iterator[list[Record]]:
        """All records so far of every one of the aggregates."""
        records = self.ledger.records_of_many(originators, upto=upto)
        for _, history in groupby(records, key=lambda record: record.event.originator_id):
            yield list(history)

    def _emptied(self) -> Slot:
        """The slot that nobody reads, without its rows.

        Locked while it is chosen: another rebuild may be about to let readers use it.
        """
        with self._writing() as connection:
            rows = connection.execute(select(projection).with_for_update()).all()
            read = {row.slot for row in rows if row.active}
            slot = next(slot for name, slot in slots.items() if name not in read)
            for table in slot.tables:
                connection.execute(delete(table))
            connection.execute(delete(projection).where(projection.c.slot == slot.name))
            connection.execute(
                insert(projection).values(slot=slot.name, version=VERSION, position=0, active=False)
            )
        return slot

    def _writing(self) -> AbstractContextManager[Connection]:
        return self.engine.execution_options(sqlite_begin="IMMEDIATE").begin()


def _stop_when(stop: Flag, end: Callable[[], None]) -> None:
    stop.wait()
    end()


def _claim(connection: Connection, slot: Slot, *, after: int, reached: int) -> bool:
    """Move the slot's position; ``False`` where another worker was faster."""
    moved = connection.execute(
        update(projection)
        .where(projection.c.slot == slot.name, projection.c.position == after)
        .values(position=reached)
    )
    return moved.rowcount == 1


def _write(
    connection: Connection, slot: Slot, opened: Sequence[Opened], closed: Sequence[Closed]
) -> None:
    """Close what is not known any more, then insert: a new row may have the key of a closed one."""
    for table in slot.tables:
        name = table.name.removesuffix(f"_{slot.name}")
        close_rows(
            connection, table, [(c.row.key, c.known_to) for c in closed if c.row.table == name]
        )
        rows = [(*o.row.values, o.known_from, o.known_to) for o in opened if o.row.table == name]
        insert_rows(connection, table, rows)
