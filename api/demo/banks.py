"""Vacancies and events that steps and measures name: ``api.demo.records`` keeps them."""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID

from api.demo.cast import Graduate, drawn_id
from api.demo.chances import lots

HELD = {
    "JOB_FAIR": "JOB_FAIR",
    "FAIR_PARTICIPATION": "JOB_FAIR",
    "GROUP_CONSULTATION": "CONSULTATION_GROUP",
    "GROUP_INTERVIEW": "GROUP_INTERVIEW",
    "OPEN_DAY": "OPEN_DAY",
}
"""Kinds of events at which measures are given and steps made, by the codes of these."""

VACANCIES = 4
"""Of each trade in a region."""


def vacancy(rng: Random, who: Graduate) -> UUID:
    """A vacancy of the region for the graduate's trade."""
    return vacancy_of(who.school.region, who.programme.profile, rng.randrange(VACANCIES))


def vacancy_of(region: str, profile: str, place: int) -> UUID:
    """The id of a vacancy: of a region, for a trade, the how many-th."""
    return drawn_id(lots("vacancy", region, profile, place))


def activity(code: str, who: Graduate, day: date) -> UUID:
    """The event of the region at which a measure was given, or a step made, in that month."""
    return activity_of(HELD[code], who.school.region, day)


def activity_of(kind: str, region: str, day: date) -> UUID:
    """The id of the event of the kind that the region held in the month of the day."""
    return drawn_id(lots("activity", kind, region, f"{day:%Y-%m}"))
