"""The story of a case: everything that is recorded about one graduate, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from operator import attrgetter

from api.demo.acts import News
from api.demo.calendar import Calendar, working_day
from api.demo.careers import Career, career, long_employed, unknown
from api.demo.cast import SHOWCASE, UNKNOWN, Graduate
from api.demo.chances import chance, lots
from api.demo.hardships import deceased
from api.demo.showcase import showcase
from api.demo.studies import categories, final_year
from api.demo.upkeep import changes, upkeep

ALREADY_WORKING_PERCENT = 70
"""Of those who study beside work."""


def story(calendar: Calendar, who: Graduate) -> Iterator[News]:
    """What is recorded after the opening of the case, in that order, up to the story's end."""
    threads = (_in_order(thread, since=who.opened) for thread in _threads(calendar, who))
    for news in merge(*threads, key=attrgetter("on")):
        if news.on > calendar.until:
            break
        yield news


def _threads(calendar: Calendar, who: Graduate) -> Iterator[Iterable[News]]:
    """Strands that run beside each other; within one, each act may rest on those before it."""
    if who.number in (SHOWCASE, UNKNOWN):
        yield showcase(calendar, who) if who.number == SHOWCASE else ()
        return
    rng = lots(who.number, "story")
    yield categories(rng, who)
    adult = who.study_form != "FULL_TIME"
    working = adult and chance(rng, ALREADY_WORKING_PERCENT)
    ending = final_year(rng, who, asked=not working)
    kind: Career = long_employed if working else career(rng, who)
    yield ending.news
    if not ending.graduates:
        return
    yield kind(rng, who)
    if kind not in (deceased, unknown):
        yield upkeep(rng, who, until=calendar.until)
        yield changes(rng, who)


def _in_order(thread: Iterable[News], *, since: date) -> Iterator[News]:
    """Nothing is recorded on a weekend, before the case is opened, or before what it rests on."""
    latest = since
    for news in thread:
        latest = max(latest, working_day(news.on))
        yield News(latest, news.decision)
