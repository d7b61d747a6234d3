"""Vacancies and events that steps name: known by their ids alone, as long as nobody keeps them."""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID

from api.demo.cast import Graduate, drawn_id
from api.demo.chances import lots

VACANCIES = 12
"""Of each trade in a region."""


def vacancy(rng: Random, who: Graduate) -> UUID:
    """A vacancy of the region for the graduate's trade."""
    place = rng.randrange(VACANCIES)
    return drawn_id(lots("vacancy", who.school.region, who.programme.profile, place))


def activity(kind: str, who: Graduate, day: date) -> UUID:
    """The event of the kind that the region held in the month of the day."""
    return drawn_id(lots("activity", kind, who.school.region, f"{day:%Y-%m}"))
