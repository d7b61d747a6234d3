"""The story of a case: everything that is recorded about one graduate, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from operator import attrgetter

from api.demo.acts import News
from api.demo.asked import asked
from api.demo.bonds import bound
from api.demo.calendar import Calendar, working_day
from api.demo.cards import career_card
from api.demo.careers import (
    Career,
    career,
    conscript,
    long_employed,
    mother,
    self_employed,
    student,
    unknown,
    worker,
)
from api.demo.casework import consent
from api.demo.cast import SHOWCASE, UNKNOWN, Graduate
from api.demo.chances import chance, lots
from api.demo.extracts import extracts
from api.demo.hardships import deceased, informal, seeker, unmotivated, unwanted
from api.demo.moves import relocated
from api.demo.practice import practising
from api.demo.routes import routed
from api.demo.showcase import showcase
from api.demo.studies import categories, diploma_at_hand, final_year, limitation
from api.demo.support import single_steps, support
from api.demo.upkeep import changes, upkeep

AUDIENCES: dict[Career, tuple[str, ...]] = {
    worker: ("GRADUATE", "WORKER"),
    long_employed: ("WORKER",),
    bound: ("GRADUATE", "WORKER"),
    routed: ("GRADUATE", "SEEKER"),
    seeker: ("GRADUATE", "SEEKER"),
    unwanted: ("GRADUATE", "SEEKER"),
    unmotivated: ("SEEKER",),
    informal: ("GRADUATE", "SEEKER"),
    self_employed: ("GRADUATE", "ENTREPRENEUR"),
    student: ("GRADUATE",),
    conscript: ("CONSCRIPT",),
    mother: ("PARENT",),
    relocated: ("RELOCATED",),
}
CONSENTING_PERCENT = 70
"""Of the others data are processed by law, without a paper."""

TOLD_TO_CZN_PERCENT = 45
"""Who agree that the employment centre is told of them."""

CARD_PERCENT = 25
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
        yield (diploma_at_hand(who),)
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
    if not working:
        yield practising(who)
    yield kind(rng, who)
    yield extracts(calendar, who)
    if kind is deceased:
        return
    if kind is not unknown:
        yield upkeep(rng, who, until=calendar.until)
        yield changes(rng, who)
    if chance(rng, CONSENTING_PERCENT):
        yield (News(who.opened, consent("PD_PROCESSING", who.opened)),)
    if chance(lots(who.number, "employment centre"), TOLD_TO_CZN_PERCENT):
        yield (News(who.opened, consent("TRANSFER_CZN", who.opened)),)
    audiences = _audiences(who, kind)
    yield asked(calendar, who)
    yield support(rng, who, audiences)
    yield single_steps(rng, who, audiences)
    if not who.finished and chance(rng, CARD_PERCENT):
        yield career_card(rng, who)


def _audiences(who: Graduate, kind: Career) -> tuple[str, ...]:
    """What the graduate counts among, for the tables of occasions."""
    student = () if who.finished else ("STUDENT",)
    limited = ("LIMITED",) if limitation(who) not in ("", "MISTAKE") else ()
    return (*student, *limited, *AUDIENCES.get(kind, ()))


def _in_order(thread: Iterable[News], *, since: date) -> Iterator[News]:
    """Nothing is recorded on a weekend, before the case is opened, or before what it rests on."""
    latest = since
    for news in thread:
        latest = max(latest, working_day(news.on))
        yield News(latest, news.decision)
