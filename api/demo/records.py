"""The records of the demo: the bank of vacancies, events, tasks, calls, checks, agreements.

Each is told by decisions on it, every rule asked. Vacancies and events are those that the stories
of graduates name (``api.demo.banks``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from api.demo.banks import VACANCIES, vacancy_of
from api.demo.calendar import Calendar
from api.demo.cast import drawn_id
from api.demo.centres import base_department, centre_post
from api.demo.chances import after, chance, lots
from api.demo.clerk import Clerk, Later
from api.demo.coordination import coordination
from api.demo.held import held
from api.demo.offers import filled, offers
from api.demo.sorting import Told
from api.demo.tables import Employer, employers, programmes_of, regions, rows, schools
from marshrut.application.service import Service
from marshrut.asof import add_months
from marshrut.classifiers import classifier
from marshrut.policy import Role


def records(service: Service, calendar: Calendar, *, cases: int) -> Iterator[Told]:
    """The events of all records, region by region; ``cases``: how many there are to be."""
    for region in regions().values():
        clerk = Clerk(service, calendar, region.code)
        yield from _vacancies(clerk)
        yield from held(clerk)
        yield from _dealings(clerk)
        yield from offers(clerk)
        yield from filled(clerk, cases)
        yield from _centres(clerk)
        yield from coordination(clerk, region)


def _vacancies(clerk: Clerk) -> Iterator[Told]:
    """Of every trade some; most are looked at again each quarter, some are forgotten."""
    for profile in sorted({row["profile"] for row in rows("programmes")}):
        here = [e for e in employers() if e.region == clerk.region]
        there = [e for e in here if profile in e.profiles] or here
        asked = programmes_of(profile)
        for place in range(VACANCIES):
            rng = lots("vacancy of", clerk.region, profile, place)
            opened = after(rng, clerk.calendar.first, 0, 30)
            programme, salary = rng.choice(asked), rng.randrange(32, 80) * 1_000
            looked = [
                Later(opened + timedelta(days=days + rng.randrange(10)))
                for days in range(80, 600, 80)
                if not chance(rng, 25)
            ]
            yield from clerk.told(
                "VACANCY",
                vacancy_of(clerk.region, profile, place),
                opened,
                {
                    "title": programme.name[:200],
                    "employer_inn": rng.choice(there).inn,
                    "places": rng.randint(1, 5),
                    "programme_codes": [programme.code],
                    "requires_spo": True,
                    "origin": rng.choice(("DIRECT", "CZN", "TRUDVSEM", "BCK")),
                    "salary_from": salary,
                    "salary_to": salary + 15_000,
                },
                *looked,
            )


def _dealings(clerk: Clerk) -> Iterator[Told]:
    """Agreements with employers, an unfair one, requests, internships, calls."""
    here = [employer for employer in employers() if employer.region == clerk.region]
    first = clerk.calendar.first
    for number, employer in enumerate(here[::2], 1):
        yield from clerk.told(
            "PARTNER_AGREEMENT",
            _identity(clerk, "agreement", employer),
            first + timedelta(days=number),
            {
                "number": f"{number}-С/25",
                "employer_inn": employer.inn,
                "signed_on": str(first),
                "subjects": ["INTERNSHIPS", "EMPLOYMENT"],
            },
        )
    bad = here[-1]
    yield from clerk.told(
        "UNFAIR_EMPLOYER",
        _identity(clerk, "unfair", bad),
        add_months(first, 5),
        {"employer_inn": bad.inn, "grounds": ["CONDITIONS_OTHER"]},
        Later(add_months(first, 6), "CONFIRMED", {"decided_because": "Проверка обращения"}),
        role=Role.ROIV_STAFF,
    )
    for number, employer in enumerate(here[:4]):
        asked = programmes_of(employer.profiles[0])[0]
        body = {
            "employer_inn": employer.inn,
            "places": number + 1,
            "programme_codes": [asked.code],
        }
        yield from clerk.told(
            "EMPLOYER_REQUEST",
            _identity(clerk, "request", employer),
            add_months(first, 2 * number + 1),
            {**body, "subject": asked.name[:200], "channel": "DIRECT"},
            Later(add_months(first, 2 * number + 1) + timedelta(days=5), "IN_WORK"),
        )
        yield from clerk.told(
            "INTERNSHIP",
            _identity(clerk, "internship", employer),
            add_months(first, number),
            {**body, "title": f"Стажировка: {asked.name}"[:200], "paid": number % 2 == 0},
        )
    topics = classifier("hotline_topics").codes
    for number in range(12):
        rng = lots("call", clerk.region, number)
        called = after(rng, first, 1, 500)
        yield from clerk.told(
            "HOTLINE_CALL",
            drawn_id(rng),
            called,
            {"topic": rng.choice(topics), "caller": rng.choice(("STUDENT", "GRADUATE", "PARENT"))},
            Later(called + timedelta(days=rng.randrange(1, 9)), "RESOLVED", {"result": "ANSWERED"}),
        )


def _centres(clerk: Clerk) -> Iterator[Told]:
    """The pages and working groups of schools, and a task of the base centre to some."""
    items = classifier("site_items").codes
    here = [school for school in schools() if school.region == clerk.region]
    for number, school in enumerate(here):
        rng = lots("centre", school.code)
        present = [item for item in items if chance(rng, 85)]
        yield from clerk.told(
            "SITE_CHECK",
            drawn_id(rng),
            after(rng, clerk.calendar.first, 20, 200),
            {"url": f"https://example.org/{school.code.lower()}/career", "present": present},
            school=school.code,
        )
        if school.has_centre:
            yield from clerk.told(
                "WORKING_GROUP",
                drawn_id(rng),
                after(rng, clerk.calendar.first, 0, 60),
                {
                    "order_number": f"{number + 1}-од",
                    "ordered_on": str(clerk.calendar.first),
                    "members": [
                        {"post": "Заместитель директора", "function": "DEPUTY_HEAD"},
                        {"post": "Педагог-психолог", "function": "PSYCHOLOGIST"},
                    ],
                },
                school=school.code,
            )

        if number % 4 == 0:
            yield from _overseen(clerk, school.code)
        if school.has_centre:
            yield from centre_post(clerk, school.code)
        if number % 3 == 0:
            yield from base_department(clerk, school.code)


def _overseen(clerk: Clerk, school: str) -> Iterator[Told]:
    """A task that the base centre has set, and how it assesses the centre."""
    rng, first = lots("overseen", school), clerk.calendar.first
    set_on = after(rng, first, 200, 400)
    yield from clerk.told(
        "TASK",
        drawn_id(rng),
        set_on,
        {"subject": "Обновить банк вакансий", "due_on": str(set_on + timedelta(days=30))},
        Later(set_on + timedelta(days=20), "DONE", {"report": "Вакансии обновлены"}),
        Later(set_on + timedelta(days=24), "CHECKED"),
        school=school,
        role=Role.BCK_STAFF,
    )
    assessed = {
        "title": "Первый год",
        "period_from": str(first),
        "period_to": str(add_months(first, 12)),
        "criteria": [
            {"criterion": "Доля занятых", "weight": 60, "score": rng.randint(30, 60)},
            {"criterion": "Полнота сведений", "weight": 40, "score": rng.randint(20, 40)},
        ],
    }
    effective = {"result": "EFFECTIVE", "recommendations": ["Чаще подтверждать вакансии"]}
    yield from clerk.told(
        "CENTRE_ASSESSMENT",
        drawn_id(rng),
        add_months(first, 13),
        assessed,
        Later(add_months(first, 14), "APPROVED", effective),
        school=school,
        role=Role.BCK_STAFF,
    )


def _identity(clerk: Clerk, what: str, employer: Employer) -> UUID:
    return drawn_id(lots(what, clerk.region, employer.number))
