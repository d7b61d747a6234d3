"""How far the read models that readers use are behind the ledger."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Engine, extract, func, literal, select

from marshrut.ledger.clock import process_microseconds
from marshrut.ledger.schema import ledger
from projections.runner import Projections, RebuildNeeded
from projections.tables import VERSION, projection

MICROSECONDS = 1_000_000


class Lag(NamedTuple):
    """Both positions, and for how long the first event that is not read yet has waited."""

    head: int
    position: int
    seconds: float

    @property
    def positions(self) -> int:
        """How many events are not read yet."""
        return self.head - self.position


def lag_of(projections: Projections) -> Lag:
    """The lag, by the ledger's own clock. Raises ``RebuildNeeded``."""
    c = projection.c
    waits = select(ledger.c.recorded_at).where(ledger.c.position == c.position + 1)
    head = select(func.max(ledger.c.position)).scalar_subquery()
    asked = select(
        c.version,
        c.position,
        func.coalesce(head, 0).label("head"),
        waits.scalar_subquery().label("since"),
        _now(projections.engine).label("now"),
    )
    with projections.reading() as connection:
        row = connection.execute(asked.where(c.active)).one_or_none()
    if row is None or row.version != VERSION:
        raise RebuildNeeded("run: marshrut rebuild")
    waited = 0 if row.since is None else max(0, int(row.now) - row.since)
    return Lag(row.head, row.position, waited / MICROSECONDS)


def _now(engine: Engine) -> ColumnElement[int]:
    if engine.dialect.name == "sqlite":
        return literal(process_microseconds())
    return extract("epoch", func.clock_timestamp()) * MICROSECONDS
