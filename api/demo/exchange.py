"""What the demo reconciles with others: reports СПО-1, lists, a survey, and pages of centres."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from api.demo.asked import REGION, SEED, survey_day, survey_id
from api.demo.calendar import Calendar
from api.demo.cast import Graduate, drawn_id, graduate
from api.demo.chances import after, chance, lots, weighted
from api.demo.clerk import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import Region, School, regions, schools
from marshrut.application.service import Service
from marshrut.policy import Role

MOST = 20_000
"""Cases of a demo in which the cast is gone through once more for the sake of these."""

MOST_LISTED, ASKED, MOVED = 8, 12, 2
LATE = "Отчислен приказом, который издан после сдачи отчёта"
Cohorts = Mapping[tuple[str, int], Counter[tuple[str, str]]]
"""By school and year of graduation: how many there are of each programme and form of study."""


def exchange(service: Service, calendar: Calendar, number: int) -> Iterator[Told]:
    """The events of what is reconciled; of a demo of ``number`` cases."""
    if number > MOST:
        return
    cast = [one for each in range(number) if (one := graduate(calendar, each)) is not None]
    cohorts = _cohorts(cast)
    for region in regions().values():
        yield from _czn_list(Clerk(service, calendar, region.code), region, cast)
        yield from _relocations(Clerk(service, calendar, region.code), cast)
    yield from _survey(Clerk(service, calendar, REGION))
    seen: Counter[str] = Counter()
    for school in schools():
        seen[school.region] += 1
        if seen[school.region] <= 2:  # noqa: PLR2004 - some of each region
            clerk = Clerk(service, calendar, school.region)
            yield from _reports(clerk, school, cohorts)
        if school.has_centre:
            yield from _page(Clerk(service, calendar, school.region), school)


def _relocations(clerk: Clerk, cast: Iterable[Graduate]) -> Iterator[Told]:
    """Two graduates move to another region, which has taken up one of them so far."""
    there = next(region.code for region in regions().values() if region.code != clerk.region)
    until = clerk.calendar.until - timedelta(days=60)
    here = [one for one in cast if one.school.region == clerk.region and one.graduated < until]
    for number, who in enumerate(here[:MOVED]):
        day = after(lots("relocation", who.number), who.graduated, 20, 40)
        fields = {
            "case_id": str(who.case_id),
            "to_region": there,
            "programme_code": who.programme.code,
            "graduation_year": who.year,
            "moved_on": str(day),
            "needs": ["JOB"],
        }
        accompanied = {"accompanied_by": "Центр занятости населения"}
        taken_up = Later(day + timedelta(days=9), "ACCEPTED", accompanied, there)
        identity = drawn_id(lots("relocation of", who.number))
        later = (taken_up,) if number == 0 else ()
        yield from clerk.told("RELOCATION", identity, day, fields, *later, school=who.school.code)


def _cohorts(cast: Iterable[Graduate]) -> Cohorts:
    found: dict[tuple[str, int], Counter[tuple[str, str]]] = {}
    for one in cast:
        found.setdefault((one.school.code, one.year), Counter())[_cell(one)] += 1
    return found


def _cell(one: Graduate) -> tuple[str, str]:
    return one.programme.code, one.study_form


def _page(clerk: Clerk, school: School) -> Iterator[Told]:
    """What the page of a centre tells of how to reach it."""
    rng = lots("page", school.code)
    root = f"https://example.org/{school.code.lower()}"
    yield from clerk.told(
        "CENTRE_PAGE",
        drawn_id(rng),
        after(rng, clerk.calendar.first, 5, 60),
        {
            "url": f"{root}/career",
            "post": "Заместитель директора по практике",
            "phone": f"+7 000 000-{rng.randrange(100):02}-{rng.randrange(100):02}",
            "email": f"career@{school.code.lower()}.example.org",
            "place": f"Кабинет {rng.randrange(101, 420)}, по будням с 9 до 17",
            "regulation_url": f"{root}/regulation.pdf",
            **({"plan_url": f"{root}/plan.pdf"} if chance(rng, 70) else {}),
            **({"socials": [{"url": f"{root}/social"}]} if chance(rng, 60) else {}),
        },
        school=school.code,
    )


def _survey(clerk: Clerk) -> Iterator[Told]:
    """Who works in the specialty, of last year's graduates: a few are asked."""
    day, year = survey_day(clerk.calendar), clerk.calendar.until.year - 1
    yield from clerk.told(
        "SAMPLE_SURVEY",
        survey_id(),
        day + timedelta(days=7),
        {
            "title": f"Работа по специальности, выпуск {year}",
            "counted_on": str(day),
            "year_from": year,
            "year_to": year,
            "strata": "WHOLE",
            "allocation": "EQUAL",
            "sample_size": ASKED,
            "seed": SEED,
        },
        role=Role.ROIV_STAFF,
    )


def _czn_list(clerk: Clerk, region: Region, cast: Iterable[Graduate]) -> Iterator[Told]:
    """Some of last year's graduates, by what the employment centre says of them."""
    until = clerk.calendar.until
    stated_on = until.replace(day=1)
    here = [one for one in cast if one.school.region == clerk.region and one.year == until.year]
    lines = []
    for one in here[:MOST_LISTED]:
        rng = lots("czn list", one.number)
        since = after(rng, one.graduated, 10, 90)
        kind = weighted(rng, (("UNEMPLOYED", 70), ("JOB_SEEKER", 30)))
        line = {
            "case_id": str(one.case_id),
            "registration": kind,
            "registered_on": str(since),
        }
        ended = {"deregistered_on": str(after(rng, since, 20, 60))} if chance(rng, 50) else {}
        lines.append({**line, **ended})
    if lines:
        yield from clerk.told(
            "CZN_LIST",
            drawn_id(lots("czn list of", region.code)),
            stated_on + timedelta(days=2),
            {
                "stated_on": str(stated_on),
                "complete": False,
                "czn": region.czn,
                "persons": len(lines) + 2,
                "not_found": 2,
                "lines": lines,
            },
        )


def _reports(clerk: Clerk, school: School, cohorts: Cohorts) -> Iterator[Told]:
    """Of those who have graduated this year, and of those who are to graduate in the next."""
    year = clerk.calendar.until.year
    for release, cohort, counted_on in (
        ("ACTUAL", year, date(year, 10, 1)),
        ("EXPECTED", year + 1, date(year, 10, 15)),
    ):
        lines = _lines(cohorts.get((school.code, cohort), Counter()))
        if not lines:
            continue
        lines[0]["number"] += 1  # somebody whom the cases do not count
        told = {name: lines[0][name] for name in ("programme_code", "study_form", "category")}
        yield from clerk.told(
            "SPO1_REPORT",
            drawn_id(lots("spo1", school.code, release)),
            counted_on + timedelta(days=5),
            {
                "graduation_year": cohort,
                "release_kind": release,
                "counted_on": str(counted_on),
                "lines": lines,
            },
            Later(
                counted_on + timedelta(days=14), fields={"explanations": [{**told, "text": LATE}]}
            ),
            school=school.code,
        )


def _lines(counted: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"programme_code": code, "study_form": form, "category": "ALL", "number": n}
        for (code, form), n in sorted(counted.items())
    ]
