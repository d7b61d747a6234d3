"""Who is who in the demo: the school, the programme, the year and the person of each case."""

from __future__ import annotations

from bisect import bisect
from datetime import date
from math import sqrt
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from api.demo.calendar import Calendar, working_day
from api.demo.chances import after, chance, lots, weighted
from api.demo.people import somebody
from api.demo.tables import Programme, School, programmes, schools, thresholds

GOLDEN = (sqrt(5) - 1) / 2
"""Steps of this, modulo one, spread any number of cases evenly: no school is drawn by chance."""

FORMS = (("FULL_TIME", 82), ("PART_TIME", 14), ("MIXED", 4))
SHOWCASE, UNKNOWN = range(2)
"""The cases that the examples are about: a story told step by step, and one untold."""


FIRST_OF_ALL = "Абзацев"
"""So that who takes the first of a list by name takes the unknown one."""


class Graduate(msgspec.Struct, frozen=True, kw_only=True):
    """The part that a case plays: ``graduated`` is the day of the diploma, if it comes to that."""

    number: int
    school: School
    programme: Programme
    year: int
    study_form: str
    funding: str
    base_education: str
    group_name: str
    person: dict[str, Any]
    opened: date
    graduated: date

    @property
    def case_id(self) -> UUID:
        """The case."""
        return case_id(self.number)

    @property
    def male(self) -> bool:
        """Whether it is a man."""
        return bool(self.person["sex"] == "M")

    @property
    def finished(self) -> bool:
        """Whether the diploma is there already when the case is opened."""
        return self.graduated <= self.opened


def case_id(number: int) -> UUID:
    """The id of the case: the same in every loading."""
    return drawn_id(lots(number, "id"))


def drawn_id(rng: Random) -> UUID:
    """A UUID as it is made at random, here from a generator."""
    return UUID(int=rng.getrandbits(128), version=4)


def graduate(calendar: Calendar, number: int) -> Graduate | None:
    """The part of the case ``number``; ``None`` where it begins after the end of the story."""
    rng = lots(number)
    years = calendar.years
    year = years[0 if number in (SHOWCASE, UNKNOWN) else number % len(years)]
    school = _school(number, cohorts=len(years))
    programme = rng.choice(programmes(school))
    opened = _opened(rng, calendar, year)
    form = weighted(rng, FORMS)
    male = chance(rng, programme.men)
    person = somebody(
        rng,
        number=number,
        year=year,
        male=male,
        adult=form != "FULL_TIME",
        municipality=school.municipality,
    )
    if number == SHOWCASE:
        form, programme, opened = "FULL_TIME", programmes(school)[0], working_day(calendar.first)
        person |= {"sex": "M", "last_name": "Примеров", "first_name": "Иван"}
        person |= {"middle_name": "Петрович"}
    if number == UNKNOWN:
        person["last_name"] = FIRST_OF_ALL
    made = Graduate(
        number=number,
        school=school,
        programme=programme,
        year=year,
        study_form=form,
        funding=_funding(rng, school),
        base_education="AFTER_9" if form == "FULL_TIME" and chance(rng, 82) else "AFTER_11",
        group_name=f"{programme.code[:2]}-{year % 100}-{rng.randint(1, 2)}",
        person=person,
        opened=opened,
        graduated=date(year, 6, rng.randint(20, 30)),
    )
    return made if opened <= calendar.until else None


def _school(number: int, *, cohorts: int) -> School:
    if number in (SHOWCASE, UNKNOWN):
        return schools()[0]
    return schools()[bisect(thresholds(), number // cohorts * GOLDEN % 1) % len(schools())]


def _opened(rng: Random, calendar: Calendar, year: int) -> date:
    """Known cohorts are brought in at first; students when the school year has begun."""
    return working_day(
        max(after(rng, calendar.first, 0, 18), after(rng, date(year - 1, 9, 1), 0, 45))
    )


def _funding(rng: Random, school: School) -> str:
    paid = 95 if school.founder_type == "NON_STATE" else 22
    return "PAID" if chance(rng, paid) else "BUDGET"
