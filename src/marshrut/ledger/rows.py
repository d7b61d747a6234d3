"""What is read from the ledger's table."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class Head(NamedTuple):
    """The last position of the ledger and its time in microseconds; 0 and ``None`` when empty."""

    position: int
    recorded_at: int | None


class StoredRecord(NamedTuple):
    """A row of the ledger, as stored; ``recorded_at`` in microseconds since 1970."""

    position: int
    recorded_at: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
