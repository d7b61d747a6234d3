"""The survey by sample of the demo: whom a region asks about work in the specialty, and answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from api.demo.acts import News
from api.demo.calendar import Calendar
from api.demo.casework import measure
from api.demo.cast import Graduate, drawn_id
from api.demo.chances import after, chance, lots, weighted
from marshrut.records.sampling import lot

REGION = "67"
SEED = "2026"
ASKED_OF_256 = 96
"""Of so many first bytes of lots the bearers are asked: more than any sample of the demo takes."""

ANSWERS = (("IN_SPECIALTY", 55), ("OTHER_WORK", 25), ("NO_WORK", 20))
ANSWERING_PERCENT = 80


def survey_id() -> UUID:
    """The record of the survey."""
    return drawn_id(lots("sample survey", REGION))


def survey_day(calendar: Calendar) -> date:
    """The day that the survey is of; it is told a week later."""
    return calendar.until.replace(day=1) - timedelta(days=30)


def asked(calendar: Calendar, who: Graduate) -> Iterator[News]:
    """Answers the survey, if the lot may have fallen upon this one."""
    of_survey = who.school.region == REGION and who.year == calendar.until.year - 1
    if not of_survey or lot(SEED, who.case_id)[0] >= ASKED_OF_256:
        return
    rng = lots(who.number, "sample survey")
    if not chance(rng, ANSWERING_PERCENT):
        return
    day = after(rng, survey_day(calendar), 10, 18)
    answer = {"survey_kind": "SAMPLE", "found": weighted(rng, ANSWERS)}
    yield News(
        day,
        measure("SURVEY", day, result="COMPLETED", activity_id=survey_id(), attributes=answer),
    )
