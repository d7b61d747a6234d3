"""What the schools of the demo reconcile with others: the reports СПО-1 of some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from api.demo.calendar import Calendar
from api.demo.cast import Graduate, drawn_id, graduate
from api.demo.chances import lots
from api.demo.records import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import School, schools
from marshrut.application.service import Service

MOST = 20_000
"""Cases of a demo in which the cast is gone through once more for the sake of these."""

LATE = "Отчислен приказом, который издан после сдачи отчёта"
Cohorts = Mapping[tuple[str, int], Counter[tuple[str, str]]]
"""By school and year of graduation: how many there are of each programme and form of study."""


def exchange(service: Service, calendar: Calendar, number: int) -> Iterator[Told]:
    """The events of what is reconciled; of a demo of ``number`` cases."""
    if number > MOST:
        return
    cohorts = _cohorts(calendar, number)
    seen: Counter[str] = Counter()
    for school in schools():
        seen[school.region] += 1
        if seen[school.region] <= 2:  # noqa: PLR2004 - some of each region
            clerk = Clerk(service, calendar, school.region)
            yield from _reports(clerk, school, cohorts)


def _cohorts(calendar: Calendar, number: int) -> Cohorts:
    cast = (graduate(calendar, each) for each in range(number))
    found: dict[tuple[str, int], Counter[tuple[str, str]]] = {}
    for one in filter(None, cast):
        found.setdefault((one.school.code, one.year), Counter())[_cell(one)] += 1
    return found


def _cell(one: Graduate) -> tuple[str, str]:
    return one.programme.code, one.study_form


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
