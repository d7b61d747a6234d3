"""Moments as the ledger counts them: whole microseconds since 1970, UTC.

Integers are exact and compare equal on every database, where types of dates differ.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import time_ns

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds_of(moment: datetime) -> int:
    """The moment in microseconds since 1970. Raises ``ValueError`` for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return (moment - EPOCH) // MICROSECOND


def moment_of(microseconds: int) -> datetime:
    """The moment that is ``microseconds`` after the beginning of 1970, in UTC."""
    return EPOCH + microseconds * MICROSECOND


def process_microseconds() -> int:
    """The time of this machine, in microseconds since 1970."""
    return time_ns() // 1_000


def process_clock() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)
