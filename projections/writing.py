"""Writing changes into a slot, in one transaction with how far it has come."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, update

from projections.accounts import Changes
from projections.bulk import close_rows, insert_rows
from projections.tables import Slot, projection


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that writes."""
    return engine.execution_options(sqlite_begin="IMMEDIATE").begin()


def claim(connection: Connection, slot: Slot, *, after: int, reached: int) -> bool:
    """Move the slot's position; ``False`` where another worker was faster."""
    moved = connection.execute(
        update(projection)
        .where(projection.c.slot == slot.name, projection.c.position == after)
        .values(position=reached)
    )
    return moved.rowcount == 1


def write(connection: Connection, slot: Slot, changes: Changes) -> None:
    """Close what is not known any more, then insert: a new row may have the key of a closed one."""
    for table in slot.tables:
        name = table.name.removesuffix(f"_{slot.name}")
        close_rows(connection, table, changes.closed[name])
        insert_rows(connection, table, changes.opened[name])
