"""What the regions of the demo hold: fairs, open days, weeks, trainings, exams, films."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from api.demo.banks import HELD, activity_of
from api.demo.calendar import RECORDED_MONTHS, working_day
from api.demo.cast import drawn_id
from api.demo.chances import lots
from api.demo.clerk import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import employers, schools
from marshrut.asof import add_months
from marshrut.classifiers import classifier

CZN = "Центр занятости населения (ЦЗН)"
FAIRS = ("SPECIALISED_BCK", "CZN_LOCAL", "MINTRUD")
"""The kinds of fairs, month by month."""

OF_CENTRES = ("TRAINING", "EXCURSION", "CAREER_DAY")
"""What the centres of schools hold, each quarter one of these."""


class Occasion(NamedTuple):
    """Something that is held every so many months; ``said`` of it when it is planned."""

    kind: str
    every: int
    month: int
    said: Mapping[str, Any] = {}
    results: tuple[str, ...] = ()


OCCASIONS = (
    Occasion("DEPARTMENT_DAY", 3, 0),
    Occasion("INDUSTRY_DAY", 3, 1),
    Occasion("VIDEO", 2, 0, {"audience": ["STUDENTS", "APPLICANTS"]}),
    Occasion("STAFF_TRAINING", 6, 2, {"audience": ["STAFF"]}),
    Occasion("CASE_CHAMPIONSHIP", 6, 3, results=("WINNER", "PRIZE", "PARTICIPANT")),
    Occasion("CAREER_WEEK", 12, 7, {"plan_item": "S000-2.2"}),
    Occasion("SEMINAR", 4, 1, {"topic": "REGIONAL_SUPPORT"}),
    Occasion("ROUND_TABLE", 6, 4, {"topic": "SELF_EMPLOYMENT"}),
    Occasion("DEMO_EXAM", 12, 9, results=("PASSED", "NOT_PASSED")),
    Occasion("VOLUNTEERING", 6, 5),
    Occasion("CAREER_GUIDANCE", 6, 2, {"audience": ["APPLICANTS"]}),
)


def held(clerk: Clerk) -> Iterator[Told]:
    """Each month what graduates came to, and in their time the other occasions."""
    month = date(clerk.calendar.first.year, clerk.calendar.first.month, 1)
    for number in range(RECORDED_MONTHS + 1):
        start = add_months(month, number)
        for kind in dict.fromkeys(HELD.values()):
            said = _of_fair(clerk, number) if kind == "JOB_FAIR" else {}
            occasion = Occasion(kind, 1, 0, said)
            yield from _event(clerk, occasion, start, activity_of(kind, clerk.region, start))
        for each in OCCASIONS:
            if number % each.every == each.month % each.every:
                identity = drawn_id(lots("event", each.kind, clerk.region, start))
                yield from _event(clerk, each, start, identity)
        if number % 3 == 0:
            yield from _of_schools(clerk, start, number // 3)


def _of_schools(clerk: Clerk, start: date, quarter: int) -> Iterator[Told]:
    for place, school in enumerate(_schools(clerk)):
        kind = OF_CENTRES[(quarter + place) % len(OF_CENTRES)]
        identity = drawn_id(lots("event of school", school, start))
        said = {"topic": "ENTREPRENEURSHIP"} if kind == "TRAINING" else {}
        yield from _event(clerk, Occasion(kind, 3, 0, said), start, identity, school=school)


def _of_fair(clerk: Clerk, number: int) -> dict[str, Any]:
    """A fair of its kind; to a specialised one every centre has to send so many."""
    fair = FAIRS[number % len(FAIRS)]
    quota = {code: 4 + place % 5 for place, code in enumerate(_schools(clerk))}
    said: dict[str, Any] = {"fair_type": fair, "online": number % 2 == 1}
    return {**said, "quota": quota} if fair == "SPECIALISED_BCK" else said


def _event(
    clerk: Clerk, occasion: Occasion, month: date, identity: UUID, *, school: str | None = None
) -> Iterator[Told]:
    kind = occasion.kind
    rng = lots("event of", kind, school or clerk.region, month)
    day = working_day(month + timedelta(days=rng.randrange(2, 25)))
    label = classifier("activity_kinds").get(kind).label_ru
    planned = {
        "title": f"{label}, {day:%m.%Y}",
        "activity_kind": kind,
        "starts_on": str(day),
        "days": rng.choice((1, 1, 2)),
        "audience": ["STUDENTS", "GRADUATES"],
        "co_organisers": [CZN],
        "employer_inns": [{"inn": inn} for inn in _employers(clerk, rng)],
        **occasion.said,
    }
    found = Later(day + timedelta(days=1), "HELD", _found(rng, planned, occasion.results))
    yield from clerk.told(
        "ACTIVITY", identity, month - timedelta(days=14), planned, found, school=school
    )


def _found(rng: Random, planned: Mapping[str, Any], results: tuple[str, ...]) -> dict[str, Any]:
    """What is known once it was held: who came, how they liked it, with which results."""
    came = rng.randrange(8, 40) if "STAFF" in planned["audience"] else rng.randrange(20, 120)
    share = {"STUDENTS": came * 2 // 3, "GRADUATES": came // 3}
    attended = share if "GRADUATES" in planned["audience"] else {planned["audience"][0]: came}
    answers = {"FULLY": came // 2, "RATHER": came // 4, "NOT_AT_ALL": rng.randrange(came // 8 + 1)}
    told: dict[str, Any] = {"attended": attended, "satisfaction": answers}
    if "quota" in planned:
        told["attended_from"] = {
            code: max(number - rng.randrange(3), 0) for code, number in planned["quota"].items()
        }
    if results:
        told["results"] = {code: 1 + rng.randrange(came // 4 + 1) for code in results}
    told["evidence"] = [{"kind": "ATTENDANCE_LIST", "date": planned["starts_on"]}]
    return told


def _schools(clerk: Clerk) -> list[str]:
    return [each.code for each in schools() if each.region == clerk.region and each.has_centre]


def _employers(clerk: Clerk, rng: Random) -> list[str]:
    here = [employer.inn for employer in employers() if employer.region == clerk.region]
    return sorted(rng.sample(here, min(2, len(here))))
