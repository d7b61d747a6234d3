"""Which months are published, and from when on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from projections.public_data import known_from, last_published, month_end

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("month", "end"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2024, 2, 29)),
        (date(2026, 12, 15), date(2026, 12, 31)),
    ],
)
def test_a_month_ends(month: date, end: date):
    assert month_end(month) == end


def test_a_month_is_published_when_the_tenth_day_after_it_is_over():
    published = known_from(date(2026, 10, 31), MOSCOW)
    assert published == datetime(2026, 11, 10, 21, tzinfo=UTC)
    before = datetime(2026, 11, 10, 20, 59, 59, tzinfo=UTC)
    assert last_published(before, MOSCOW) == date(2026, 9, 30)
    assert last_published(published, MOSCOW) == date(2026, 10, 31)
    assert last_published(datetime(2026, 11, 30, 20, tzinfo=UTC), MOSCOW) == date(2026, 10, 31)
    new_year = datetime(2027, 1, 5, tzinfo=UTC)
    assert last_published(new_year, MOSCOW) == date(2026, 11, 30)
