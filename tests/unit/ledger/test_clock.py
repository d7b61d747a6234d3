from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis.strategies import datetimes, integers, timezones

from marshrut.ledger.clock import microseconds_of, moment_of


@given(datetimes(timezones=timezones()))
def test_a_moment_keeps_its_last_microsecond(moment: datetime) -> None:
    assert moment_of(microseconds_of(moment)) == moment.astimezone(UTC)


@given(integers(0, 4_000_000_000_000_000))
def test_microseconds_come_back(microseconds: int) -> None:
    assert microseconds_of(moment_of(microseconds)) == microseconds


def test_time_zones_do_not_matter_but_must_be_told() -> None:
    moscow = timezone(timedelta(hours=3))
    assert microseconds_of(datetime(1970, 1, 1, 3, 0, 1, 5, tzinfo=moscow)) == 1_000_005
    with pytest.raises(ValueError, match="time zone"):
        microseconds_of(datetime(1970, 1, 1))  # noqa: DTZ001
