"""Filling a slot from the first event on, aggregate by aggregate.

Each stream is read once, and what comes of it is inserted once, in the order of the keys. While a
slot is filled so, no position says how far it has come; in its place stands a negative number that
is the rebuild's own, and each transaction makes sure of it. So a rebuild notices when a later one
has emptied its slot, and does not touch it any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from marshrut.events import NIL
from marshrut.ledger.ledger import Ledger
from projections.accounts import Changes, account_of
from projections.rows import audit_values
from projections.tables import VERSION, Slot, projection, slots
from projections.writing import claim, write, writing

STREAMS = 1_000
"""Aggregates a transaction: each holds SQLite's write lock for a fraction of a second."""

AT_ONCE = 50
"""Aggregates in memory: the fewer there are, the less is there to search for garbage."""

Progress = Callable[[int, int], None]
"""Called with the position reached and the position wanted."""


class RebuildTakenOver(Exception):  # noqa: N818 - it says what happened
    """Another rebuild has begun, and will let readers use what it has filled."""

    def __init__(self) -> None:
        super().__init__("another rebuild has begun since, and goes on")


class Rebuild:
    """One rebuild of the slot that nobody reads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._number = -1 - secrets.randbits(60)
        self.slot = self._emptied()

    def load(self, *, upto: int, progress: Progress | None) -> int:
        """Fill the slot with what is known at the position ``upto``, and answer this."""
        done, last = 0, NIL
        while streams := self._ledger.reader.originators(after=last, limit=STREAMS):
            last = streams[-1]
            changes = Changes()
            for start in range(0, len(streams), AT_ONCE):
                done += self._follow(streams[start : start + AT_ONCE], upto, changes)
            with writing(self._ledger.engine) as connection:
                self._claim(connection, self._number)
                write(connection, self.slot, changes)
            if progress:
                progress(done, upto)
        with writing(self._ledger.engine) as connection:
            self._claim(connection, upto)
        return upto

    def _follow(self, streams: Sequence[UUID], upto: int, changes: Changes) -> int:
        """Follow whole streams, and answer how many events they have."""
        records = self._ledger.records_of_many(streams, upto=upto)
        for _, history in groupby(records, key=lambda record: record.event.originator_id):
            stream = list(history)
            account_of(stream[0]).follow(stream, changes)
            for record in stream:
                changes.open("audit_event", *audit_values(record))
        return len(records)

    def put_in_use(self, position: int) -> None:
        """Let readers use the slot, which has come to ``position``."""
        with writing(self._ledger.engine) as connection:
            rows = connection.execute(select(projection).with_for_update()).all()
            if (self.slot.name, position) not in {(row.slot, row.position) for row in rows}:
                raise RebuildTakenOver
            connection.execute(
                update(projection).values(active=projection.c.slot == self.slot.name)
            )

    def _claim(self, connection: Connection, reached: int) -> None:
        if not claim(connection, self.slot, after=self._number, reached=reached):
            raise RebuildTakenOver

    def _emptied(self) -> Slot:
        """The slot that nobody reads, without its rows.

        Locked while it is chosen: another rebuild may be about to let readers use it.
        """
        with writing(self._ledger.engine) as connection:
            rows = connection.execute(select(projection).with_for_update()).all()
            read = {row.slot for row in rows if row.active}
            slot = next(slot for name, slot in slots.items() if name not in read)
            for table in slot.tables:
                connection.execute(delete(table))
            connection.execute(delete(projection).where(projection.c.slot == slot.name))
            connection.execute(
                insert(projection).values(
                    slot=slot.name, version=VERSION, position=self._number, active=False
                )
            )
        return slot
