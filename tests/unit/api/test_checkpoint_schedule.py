"""When a process looks whether a checkpoint is due, and that nothing stops at a failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from api import checkpoint_schedule
from api.checkpoint_schedule import LOOK_SECONDS, CheckpointSchedule
from marshrut.ledger.leaves import DamagedLedger

NOON = datetime(2026, 11, 29, 9, tzinfo=UTC)


class Ledger:
    """A service that notes how it is asked, and may fail."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.asked: list[timedelta] = []
        self.failure = failure
        self.checkpoints = self

    def now(self) -> datetime:
        return NOON

    def keep_if_due(self, *, now: datetime, every: timedelta) -> None:
        assert now == NOON
        self.asked.append(every)
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have passed, to be set."""
    passed = [0.0]
    monkeypatch.setattr(checkpoint_schedule, "monotonic", lambda: passed[0])
    return passed


def test_it_is_looked_once_a_minute(clock: list[float]) -> None:
    ledger: Any = Ledger()
    schedule = CheckpointSchedule(minutes=15)
    for moment in (0, LOOK_SECONDS - 1, LOOK_SECONDS, LOOK_SECONDS + 1, 2 * LOOK_SECONDS):
        clock[0] = moment
        schedule.look(ledger)
    assert ledger.asked == [timedelta(minutes=15)] * 2


def test_none_is_kept_where_none_is_wanted(clock: list[float]) -> None:
    ledger: Any = Ledger()
    schedule = CheckpointSchedule(minutes=0)
    clock[0] = 10 * LOOK_SECONDS
    schedule.look(ledger)
    schedule.follow(ledger, Event())
    assert ledger.asked == []


@pytest.mark.parametrize(
    "failure", [DamagedLedger(7), OperationalError("SELECT 'Ёлкина'", {}, Exception("gone"))]
)
def test_what_goes_wrong_is_logged_without_what_it_was_about(
    failure: Exception, clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    clock[0] = -LOOK_SECONDS
    schedule = CheckpointSchedule(minutes=1)
    clock[0] = 0
    ledger: Any = Ledger(failure)
    schedule.look(ledger)
    (record,) = caplog.records
    assert "Ёлкина" not in record.getMessage()
    assert record.name == "marshrut.checkpoints"
