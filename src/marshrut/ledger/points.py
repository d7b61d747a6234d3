"""From a moment to the position that was known then (semantics S10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from marshrut.ledger.clock import microseconds_of
from marshrut.ledger.engine import reading
from marshrut.ledger.ledger import Ledger

# Positions are dense and their times never fall: a binary search by the key, in one statement,
# does without an index that every append would pay for.
_LATEST_AT = text("""
WITH RECURSIVE search (low, high) AS (
    SELECT CAST(0 AS bigint), CAST(:head AS bigint)
    UNION ALL
    SELECT
        CASE WHEN middle.recorded_at <= :known_at THEN middle.position ELSE low END,
        CASE WHEN middle.recorded_at <= :known_at THEN high ELSE middle.position - 1 END
    FROM search JOIN ledger AS middle ON middle.position = (low + high + 1) / 2
    WHERE low < high
)
SELECT low FROM search WHERE low = high
""")


class FutureKnownAt(ValueError):  # noqa: N818
    """The moment has not come: what will be known then cannot be answered repeatably."""


class PositionBeyondHead(ValueError):  # noqa: N818
    """The ledger has no such position (yet)."""


def position_at(ledger: Ledger, *, known_at: datetime) -> int:
    """The greatest position recorded at ``known_at`` or before; 0 where nothing was.

    The answer is final: a moment after the head's waits for appends in flight. Raises
    ``FutureKnownAt``, and ``ValueError`` for a moment without a time zone.
    """
    moment = microseconds_of(known_at)
    head = ledger.head()
    if head.recorded_at is None or moment > head.recorded_at:
        now, head = ledger.settled()
        # Now itself is not over: another event may be recorded in the same microsecond.
        if moment >= now and moment != head.recorded_at:
            raise FutureKnownAt(f"{known_at.isoformat()} is not over yet")
    if head.recorded_at is None or moment >= head.recorded_at:
        return head.position
    with reading(ledger.engine).connect() as connection:
        search = {"head": head.position, "known_at": moment}
        position: int = connection.execute(_LATEST_AT, search).scalar_one()
    return position


def check_position(ledger: Ledger, *, position: int) -> int:
    """The position, if it is from 0 to the head's. Raises ``PositionBeyondHead``."""
    head = ledger.head().position
    if not 0 <= position <= head:
        raise PositionBeyondHead(f"no position {position}: the head's is {head}")
    return position
