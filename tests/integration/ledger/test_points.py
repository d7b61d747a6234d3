from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from marshrut.ledger.clock import MICROSECOND, moment_of, process_clock
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.points import FutureKnownAt, PositionBeyondHead, check_position, position_at
from tests.support.appends import annulled

BEGINNING = datetime(2026, 9, 1, tzinfo=UTC)


def test_a_moment_means_the_last_position_recorded_by_then(engine: Engine) -> None:
    random = Random(10)  # noqa: S311 - the same every time
    moments = [BEGINNING + timedelta(seconds=random.randrange(100_000)) for _ in range(60)]
    clock = iter(sorted(moments))
    ledger = Ledger(engine, clock=lambda: next(clock))
    for _ in moments:
        ledger.append([annulled(uuid4(), 1) for _ in range(random.randrange(1, 4))])
    rows = ledger.reader.between(after=0)
    around = [row.recorded_at + delta for row in rows for delta in (-1, 0, 1)]
    for moment in map(moment_of, around[:-1]):
        known = [row.position for row in rows if moment_of(row.recorded_at) <= moment]
        assert position_at(ledger, known_at=moment) == max(known, default=0)


def test_the_moment_of_the_head_is_known_at_once(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1), annulled(uuid4(), 1)])
    recorded_at = ledger.head().recorded_at
    assert recorded_at is not None
    assert position_at(ledger, known_at=moment_of(recorded_at)) == 2
    assert position_at(ledger, known_at=moment_of(recorded_at - 1)) == 0


def test_nothing_was_known_before_the_first_event(ledger: Ledger) -> None:
    assert position_at(ledger, known_at=BEGINNING) == 0
    ledger.append([annulled(uuid4(), 1)])
    assert position_at(ledger, known_at=BEGINNING - timedelta(days=400 * 365)) == 0


def test_the_future_is_refused(ledger: Ledger) -> None:
    tomorrow = process_clock() + timedelta(days=1)
    with pytest.raises(FutureKnownAt):
        position_at(ledger, known_at=tomorrow)
    ledger.append([annulled(uuid4(), 1)])
    with pytest.raises(FutureKnownAt):
        position_at(ledger, known_at=tomorrow)
    with pytest.raises(ValueError, match="time zone"):
        position_at(ledger, known_at=BEGINNING.replace(tzinfo=None))


def test_the_present_moment_is_not_over(engine: Engine) -> None:
    ledger = Ledger(engine, clock=lambda: BEGINNING)
    with pytest.raises(FutureKnownAt):
        position_at(ledger, known_at=BEGINNING)
    assert position_at(ledger, known_at=BEGINNING - MICROSECOND) == 0


def test_positions_reach_from_nothing_to_the_head(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1), annulled(uuid4(), 1)])
    assert [check_position(ledger, position=position) for position in (0, 1, 2)] == [0, 1, 2]
    for position in (-1, 3):
        with pytest.raises(PositionBeyondHead):
            check_position(ledger, position=position)
