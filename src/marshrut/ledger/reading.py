"""Stored rows of the ledger, by position and by originator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, Select, bindparam, select

from marshrut.ledger.engine import reading
from marshrut.ledger.rows import Head, StoredRecord
from marshrut.ledger.schema import ledger

# Far below the number of parameters that either database takes.
_AT_ONCE = 1_000


_COLUMNS = [ledger.c[name] for name in StoredRecord._fields]

# Made once: every request reads a stream or two.
_STREAM = (
    select(*_COLUMNS)
    .where(ledger.c.originator_id == bindparam("originator"))
    .order_by(ledger.c.originator_version)
)


class LedgerReader:
    """Reads of the ledger, each one statement of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reading(engine)

    def head(self) -> Head:
        """The last position and its time."""
        statement = select(ledger.c.position, ledger.c.recorded_at)
        with self._engine.connect() as connection:
            row = connection.execute(statement.order_by(ledger.c.position.desc()).limit(1)).first()
        return Head(0, None) if row is None else Head(*row)

    def of(self, originator_id: UUID, *, upto: int | None = None) -> list[StoredRecord]:
        """The rows of one originator up to the position ``upto``, by version."""
        rows = self._rows(_STREAM, originator=originator_id)
        # Cut here: before its tables are analysed, PostgreSQL looks for all positions up to there.
        return rows if upto is None else [row for row in rows if row.position <= upto]

    def of_many(
        self,
        originator_ids: Iterable[UUID],
        *,
        upto: int | None = None,
        topics: Sequence[str] = (),
    ) -> Iterator[StoredRecord]:
        """The rows of several originators up to ``upto``, of these topics, by version."""
        for ids in _batches(originator_ids):
            statement = select(*_COLUMNS).where(ledger.c.originator_id.in_(ids))
            if topics:
                statement = statement.where(ledger.c.topic.in_(topics))
            if upto is not None:
                statement = statement.where(ledger.c.position <= upto)
            order = ledger.c.originator_id, ledger.c.originator_version
            yield from self._rows(statement.order_by(*order))

    def originators(self, *, after: UUID, limit: int) -> list[UUID]:
        """The first ``limit`` originators behind ``after``, in the order of their ids."""
        statement = select(ledger.c.originator_id).where(
            ledger.c.originator_version == 1, ledger.c.originator_id > after
        )
        with self._engine.connect() as connection:
            ids = connection.execute(statement.order_by(ledger.c.originator_id).limit(limit))
            return list(ids.scalars())

    def between(
        self,
        *,
        after: int,
        upto: int | None = None,
        limit: int | None = None,
        topics: Sequence[str] = (),
    ) -> list[StoredRecord]:
        """The rows at positions in ``(after, upto]``, the first ``limit`` of these topics."""
        statement = select(*_COLUMNS).where(ledger.c.position > after)
        if upto is not None:
            statement = statement.where(ledger.c.position <= upto)
        if topics:
            statement = statement.where(ledger.c.topic.in_(topics))
        return self._rows(statement.order_by(ledger.c.position).limit(limit))

    def times_of(self, positions: Iterable[int]) -> dict[int, int]:
        """When each of the positions was recorded, in microseconds since 1970."""
        times: dict[int, int] = {}
        with self._engine.connect() as connection:
            for some in _batches(positions):
                statement = select(ledger.c.position, ledger.c.recorded_at)
                rows = connection.execute(statement.where(ledger.c.position.in_(some)))
                times.update((row.position, row.recorded_at) for row in rows)
        return times

    def _rows(self, statement: Select[Any], **parameters: Any) -> list[StoredRecord]:
        with self._engine.connect() as connection:
            return [StoredRecord._make(row) for row in connection.execute(statement, parameters)]


_Id = TypeVar("_Id", UUID, int)


def _batches(ids: Iterable[_Id]) -> Iterator[list[_Id]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
