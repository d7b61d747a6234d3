"""Whether a ledger is in the order that it promises, whatever has befallen its writers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from marshrut.ledger.reading import LedgerReader

AT_ONCE = 20_000


class Order:
    """Looks at a ledger again and again, each time only at what is new."""

    def __init__(self, reader: LedgerReader) -> None:
        self._reader = reader
        self.position = 0
        self._latest = 0
        self.versions: dict[UUID, int] = {}

    def faults(self, *, upto: int | None = None) -> Iterator[str]:
        """What is out of order: positions, times, the versions of an aggregate."""
        while rows := self._reader.between(after=self.position, upto=upto, limit=AT_ONCE):
            for row in rows:
                self.position += 1
                if row.position != self.position:
                    yield f"position {self.position} is missing"
                    self.position = row.position
                if row.recorded_at < self._latest:
                    yield f"position {row.position} is recorded before the one before it"
                self._latest = row.recorded_at
                due = self.versions.get(row.originator_id, 0) + 1
                if row.originator_version != due:
                    yield f"position {row.position} is version {row.originator_version}, not {due}"
                self.versions[row.originator_id] = row.originator_version
