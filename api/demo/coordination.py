"""What the base centre and the authority of the demo keep for their region as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from api.demo.cast import drawn_id
from api.demo.chances import lots
from api.demo.clerk import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import Region, employers, programmes_of, schools
from marshrut.asof import add_months

Kept = tuple[str, int, dict[str, Any], list[Later]]
"""Kind, months after the first day, fields, and what is said later."""


def coordination(clerk: Clerk, region: Region) -> Iterator[Told]:
    """The lists of professions, the cluster, and what is decided and taken up by others."""
    first = clerk.calendar.first
    for kind, months, fields, later in (*_lists(clerk), _cluster(clerk), *_decided(clerk)):
        identity = drawn_id(lots("kept", region.code, kind))
        yield from clerk.told(kind, identity, add_months(first, months), fields, *later)


def _lists(clerk: Clerk) -> list[Kept]:
    first, here = clerk.calendar.first, [e for e in employers() if e.region == clerk.region]
    wanted = [programmes_of(employer.profiles[0])[0] for employer in here[:5]]
    return [
        (
            "DEFICIT_LIST",
            1,
            {
                "title": "Перечень востребованных профессий",
                "items": [
                    {"programme_code": each.code, "vacancies": 10 + number}
                    for number, each in enumerate({e.code: e for e in wanted}.values())
                ],
            },
            [],
        ),
        (
            "DEMAND_FORECAST",
            1,
            {
                "title": "Прогноз потребности в кадрах на семь лет",
                "year_from": first.year + 1,
                "year_to": first.year + 7,
                "enterprises_asked": 60,
                "enterprises_answered": 41,
                "items": [
                    {"programme_code": code, "year": first.year + 1, "needed": 40 + 10 * place}
                    for place, code in enumerate(sorted({each.code for each in wanted}))
                ],
            },
            [Later(add_months(first, 2), "APPROVED", {"approved_on": str(add_months(first, 2))})],
        ),
        (
            "NO_VACANCY_LIST",
            2,
            {
                "title": "Профессии без вакансий",
                "programme_codes": [each.code for each in programmes_of("arts", "economy", "law")],
            },
            [],
        ),
    ]


def _cluster(clerk: Clerk) -> Kept:
    first, here = clerk.calendar.first, [e for e in employers() if e.region == clerk.region]
    return (
        "CLUSTER",
        0,
        {
            "title": "Машиностроительный кластер",
            "enterprises_total": 40,
            "members": [{"inn": employer.inn} for employer in here[: len(here) * 2 // 3]],
            "council_on": str(first),
        },
        [
            Later(
                add_months(first, 8),
                None,
                {"in_forecast": [{"inn": employer.inn} for employer in here[:2]]},
            ),
            *(
                Later(date(year, 1, 15), fields={"proposed_on": f"{year}-01-15"})
                for year in (first.year + 1, first.year + 2)
            ),
        ],
    )


def _decided(clerk: Clerk) -> list[Kept]:
    first = clerk.calendar.first
    schools_of = [school.code for school in schools() if school.region == clerk.region]
    return [
        (
            "EMPLOYER_ISSUE",
            4,
            {"subject": "Выпускников без опыта не берут"},
            [Later(add_months(first, 6), "DISCUSSED")],
        ),
        (
            "DECISION",
            7,
            {"subject": "Усилить работу с группой риска", "indicator_id": "S004-I3"},
            [
                Later(
                    add_months(first, 13),
                    "EFFECT_ASSESSED",
                    {"effect": "Доля под риском снизилась"},
                )
            ],
        ),
        (
            "BEST_PRACTICE",
            3,
            {"title": "День карьеры у работодателя", "about": "Собеседования прямо на предприятии"},
            [
                Later(add_months(first, 4), "ACCEPTED"),
                Later(add_months(first, 7), "REPLICATED", {"taken_up_by": schools_of[:2]}),
            ],
        ),
    ]
