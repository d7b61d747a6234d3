"""What a centre does for every case: looks whether anything changed, keeps contacts right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random

from api.demo.acts import News, confirmation, person_change
from api.demo.cast import Graduate
from api.demo.chances import after, chance, lots, weighted
from api.demo.people import phone
from api.demo.tables import names
from marshrut.asof import add_months

SOURCES = (("GRADUATE_SELF_REPORT", 55), ("POO_STAFF", 25), ("EMPLOYER", 15), ("SFR", 5))
SMOLENSK = "67"
SECOND_HALF = range(7, 13)
WATCHED_MONTHS = 12
"""So long a cohort is looked at closely; afterwards a few times a year."""


def upkeep(rng: Random, who: Graduate, *, until: date) -> Iterator[News]:
    """Confirmations by the cadence of the region (11.1), as far as the school keeps to it."""
    for day in _cutoffs(who, until):
        old = add_months(who.graduated, WATCHED_MONTHS) < day
        if day > who.opened and chance(rng, _diligence(who.school.code) * (0.25 if old else 1)):
            looked = day - timedelta(days=rng.randint(0, 4))
            yield News(looked, confirmation(looked, source=weighted(rng, SOURCES)))


def changes(rng: Random, who: Graduate) -> Iterator[News]:
    """A new number; a new name after a wedding; a name that was misspelt."""
    when = after(rng, max(who.opened, who.graduated), 30, 400)
    if chance(rng, 5):
        yield News(when, person_change("Сообщил новый номер", phone=phone(rng)))
    elif not who.male and chance(rng, 4):
        name = f"{rng.choice(names('last'))}а"
        changed = person_change("Свидетельство о браке", since=when, last_name=name)
        yield News(after(rng, when, 5, 60), changed)
    elif chance(rng, 1):
        right = rng.choice(names("male" if who.male else "female"))
        yield News(when, person_change("Опечатка в имени", first_name=right))


def _cutoffs(who: Graduate, until: date) -> Iterator[date]:
    """The days by which a graduate is looked at: monthly, in Smolensk twice from July on."""
    month = add_months(who.graduated.replace(day=1), 1)
    while month <= until:
        if who.school.region == SMOLENSK and month.month in SECOND_HALF:
            yield month.replace(day=15)
        yield month.replace(day=28)
        month = add_months(month, 1)


@cache
def _diligence(school: str) -> float:
    """How many of a hundred cases the school looks at before a cut-off."""
    return lots("diligence", school).uniform(18, 65)
