"""The case that the examples are about: told late, and corrected after that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from api.demo.acts import News, correction, status
from api.demo.calendar import Calendar
from api.demo.cast import Graduate
from api.demo.chances import lots
from api.demo.work import LABOUR, work


def showcase_days(calendar: Calendar) -> dict[str, date]:
    """The days of the showcase: called up, which became known only later, asked in between."""
    return {
        "called_up": calendar.until - timedelta(days=45),
        "asked": calendar.until - timedelta(days=38),
        "known_before": calendar.until - timedelta(days=25),
        "known": calendar.until - timedelta(days=15),
        "corrected": calendar.until - timedelta(days=8),
    }


def showcase(calendar: Calendar, who: Graduate) -> Iterator[News]:
    """Employed; called up, known a month late; the start of the work corrected after that."""
    days = showcase_days(calendar)
    since = who.graduated + timedelta(days=35)
    yield News(calendar.first + timedelta(days=3), work(lots("showcase"), who, since, fitting=True))
    yield News(days["known"], status("MILITARY_CONSCRIPT", days["called_up"]))
    fixed = correction(LABOUR, "Дата по приказу о приеме", effective_on=since + timedelta(days=7))
    yield News(days["corrected"], fixed)
