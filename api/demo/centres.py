"""What the demo's centres are made of: posts with their trainings, departments at enterprises."""

from __future__ import annotations

from collections.abc import Iterator

from api.demo.cast import drawn_id
from api.demo.chances import after, lots
from api.demo.clerk import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import employers, programmes_of
from marshrut.asof import add_months

COURSES = ("Карьерное консультирование", "Работа с выпускниками с инвалидностью")


def centre_post(clerk: Clerk, school: str) -> Iterator[Told]:
    """The specialist of a centre, who was trained since."""
    rng, first = lots("post", school), clerk.calendar.first
    completed = after(rng, add_months(first, 6), 0, 90)
    training = {"title": rng.choice(COURSES), "completed_on": str(completed), "hours": 72}
    yield from clerk.told(
        "CENTRE_POST",
        drawn_id(rng),
        first,
        {"post": "Специалист центра карьеры", "rate": rng.choice((0.5, 1)), "education": "HIGHER"},
        Later(completed, fields={"trainings": [training]}),
        school=school,
    )


def base_department(clerk: Clerk, school: str) -> Iterator[Told]:
    """A department at an enterprise of the region, for one of its trades."""
    rng = lots("department", school)
    here = [each for each in employers() if each.region == clerk.region]
    place = rng.choice(here)
    yield from clerk.told(
        "BASE_DEPARTMENT",
        drawn_id(rng),
        after(rng, clerk.calendar.first, 10, 120),
        {
            "title": f"Кафедра: {place.name}"[:200],
            "unit": "BASE_DEPARTMENT",
            "employer_inn": place.inn,
            "programme_codes": [programmes_of(place.profiles[0])[0].code],
            "students": rng.randrange(15, 80),
        },
        school=school,
    )
