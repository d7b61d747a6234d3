"""What an image must fit: the slot that readers use, its filling, and events of the ledger.

A database may be restored, and go on otherwise: so an image is believed only where the ledger
still holds, at its position, the event that it held when the image was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from marshrut.ledger.limits import unhurried
from marshrut.ledger.schema import ledger
from projections.tables import VERSION, Slot, projection, slots


class Look(NamedTuple):
    """The slot in use, filled by the rebuild ``fill``, up to ``position``.

    ``witnesses`` tell the events at some positions from all others, the first one among them.
    """

    slot: Slot
    fill: int
    position: int
    witnesses: dict[int, str]

    @property
    def witness(self) -> str:
        """The event at the position."""
        return self.witnesses[self.position]


def look(connection: Connection, *positions: int) -> Look | None:
    """Look at the database; none where it holds nothing that could be kept."""
    c = projection.c
    statement = select(c.slot, c.fill, c.position).where(c.active, c.version == VERSION)
    row = connection.execute(statement).one_or_none()
    if row is None or not row.position:
        return None
    columns = (
        ledger.c.position,
        ledger.c.originator_id,
        ledger.c.originator_version,
        ledger.c.recorded_at,
    )
    asked = {1, row.position, *positions}
    events = connection.execute(select(*columns).where(ledger.c.position.in_(asked)))
    witnesses = {at: f"{of.hex}.{version}.{when}" for at, of, version, when in events}
    return Look(slots[row.slot], row.fill, row.position, witnesses)


@contextmanager
def standing_still(engine: Engine) -> Iterator[Connection]:
    """A connection to which the database stays as it is, whatever others write."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection:
        unhurried(connection)
        yield connection
