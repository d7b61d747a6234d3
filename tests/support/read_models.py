"""All rows of the read models, for tests that compare them."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from sqlalchemy import select

from projections.runner import Projections
from projections.tables import Slot


def everything(projections: Projections, slot: Slot | None = None) -> dict[str, list[Any]]:
    """Every row of every table of the slot, by default of the one that readers use."""
    slot = slot or projections.state().slot
    with projections.reading() as connection:
        return {
            table.name.removesuffix(f"_{slot.name}"): sorted(
                map(tuple, connection.execute(select(table))), key=str
            )
            for table in slot.tables
        }


def rebuilt(projections: Projections) -> dict[str, list[Any]]:
    """The same after a rebuild in the other slot."""
    before = projections.state().slot
    projections.rebuild()
    assert projections.state().slot is not before
    return everything(projections)


def fingerprints(projections: Projections) -> dict[str, tuple[int, int]]:
    """Of every table its rows, counted and digested in whatever order: where they are too many."""
    slot = projections.state().slot
    found: dict[str, tuple[int, int]] = {}
    with projections.engine.connect() as connection:
        for table in slot.tables:
            rows = total = 0
            for row in connection.execution_options(yield_per=5_000).execute(select(table)):
                rows += 1
                total += int.from_bytes(blake2b(repr(tuple(row)).encode(), digest_size=8).digest())
            found[table.name.removesuffix(f"_{slot.name}")] = rows, total
    return found
