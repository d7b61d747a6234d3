"""A rebuild: the slot that nobody reads is emptied, filled anew, and put in use.

While a slot is filled, no position says how far it has come; in its place stands a negative number
that is the rebuild's own, and each transaction makes sure of it. So a rebuild notices when a later
one has emptied its slot, and does not touch it any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import delete, insert, select, text, update

from marshrut.ledger.ledger import Ledger
from projections.filling import Filling, RebuildTakenOver, fill
from projections.tables import VERSION, Slot, projection, slots
from projections.writing import claim, writing

Progress = Callable[[int, int], None]
"""Called with the position reached and the position wanted."""


class Rebuild:
    """One rebuild of the slot that nobody reads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._number = -1 - secrets.randbits(60)
        self.slot = self._emptied()

    def load(self, *, upto: int, progress: Progress | None) -> int:
        """Fill the slot with what is known at the position ``upto``, and answer this."""
        done = 0
        for events in fill(self._ledger, Filling(self.slot.name, self._number, upto)):
            done += events
            if progress:
                progress(done, upto)
        with writing(self._ledger.engine) as connection:
            if not claim(connection, self.slot, after=self._number, reached=upto):
                raise RebuildTakenOver
        self._analyse()
        return upto

    def _analyse(self) -> None:
        """Let PostgreSQL look at its new tables: until then it plans badly."""
        if self._ledger.engine.dialect.name == "postgresql":
            with writing(self._ledger.engine) as connection:
                for table in self.slot.tables:
                    connection.execute(text(f"ANALYZE {table.name}"))

    def put_in_use(self, position: int) -> None:
        """Let readers use the slot, which has come to ``position``."""
        with writing(self._ledger.engine) as connection:
            rows = connection.execute(select(projection).with_for_update()).all()
            if (self.slot.name, position) not in {(row.slot, row.position) for row in rows}:
                raise RebuildTakenOver
            in_use = projection.c.slot == self.slot.name
            connection.execute(update(projection).values(active=in_use))

    def _emptied(self) -> Slot:
        """The slot that nobody reads, without its rows.

        Locked while it is chosen: another rebuild may be about to let readers use it.
        """
        with writing(self._ledger.engine) as connection:
            rows = connection.execute(select(projection).with_for_update()).all()
            read = {row.slot for row in rows if row.active}
            slot = next(slot for name, slot in slots.items() if name not in read)
            # First, as it waits for a rebuild at work there, whose rows are seen afterwards.
            connection.execute(delete(projection).where(projection.c.slot == slot.name))
            for table in slot.tables:
                connection.execute(delete(table))
            connection.execute(
                insert(projection).values(
                    slot=slot.name,
                    version=VERSION,
                    position=self._number,
                    active=False,
                    fill=-self._number,
                )
            )
        return slot
