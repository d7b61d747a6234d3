"""All acts of the demo region, from the same seed the same, in the order of their recording."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from api.demo.acts import (
    Act,
    category,
    correction,
    graduation,
    movement,
    person_change,
    status,
)
from api.demo.calendar import Calendar
from api.demo.careers import WORK, News, career
from api.demo.people import somebody
from api.demo.tables import employers, rows

SEED = 67
SHARES = (0.35, 0.4)
"""Of the cases, those of the first and of the second cohort; the rest are students."""

FORMS = ("FULL_TIME",) * 8 + ("PART_TIME", "MIXED")
FORECASTS = ("F_EMPLOYED",) * 5 + ("F_EDUCATION", "F_CONSCRIPT", "F_SELF_EMPLOYED", "F_UNDECIDED")


def acts(calendar: Calendar, *, number: int) -> list[Act]:
    """The acts of ``number`` cases up to yesterday, by day; the first case is the showcase."""
    told = [act for case in range(number) for act in _case(calendar, case, number)]
    return sorted((act for act in told if act.on <= calendar.last), key=lambda act: act.on)


def showcase_id() -> UUID:
    """The case whose story the examples ask about."""
    return _case_id(0)


def showcase_days(calendar: Calendar) -> dict[str, date]:
    """The days of the showcase: called up, which became known only later, asked in between."""
    return {
        "called_up": calendar.today - timedelta(days=60),
        "asked": calendar.today - timedelta(days=45),
        "known_before": calendar.today - timedelta(days=30),
        "known": calendar.today - timedelta(days=20),
    }


def _case(calendar: Calendar, case: int, number: int) -> Iterator[Act]:
    rng = Random(f"{SEED}/{case}")  # noqa: S311 - a story, not a secret
    cohort = sum(case >= number * share for share in (SHARES[0], sum(SHARES)))
    year = calendar.years[cohort]
    programme = rng.choice(rows("programmes"))
    person = somebody(rng, case, graduation_year=year)
    graduated = calendar.graduation(year)
    opened = _opened(rng, calendar, cohort)
    if case == 0:
        person |= {"sex": "M", "last_name": "Примеров", "first_name": "Иван"}
        person |= {"middle_name": "Петрович"}
        programme = rows("programmes")[0]
        opened = calendar.first
    if opened is None:
        return
    opening = _opening(rng, programme, person, year)
    opening["graduation_date" if cohort == 0 else "expected_graduation_date"] = graduated
    named: dict[str, Any] = {"case_id": _case_id(case), "school": programme["school"]}
    yield Act(on=opened, opening=opening, **named)
    told = _showcase(calendar, graduated) if case == 0 else _news(rng, person, cohort, graduated)
    after = opened
    for news in [*_categories(rng, opened, graduated), *told]:
        after = max(after, news.on)
        yield Act(on=after, decision=news.decision, **named)


def _opened(rng: Random, calendar: Calendar, cohort: int) -> date | None:
    """The day on which the case is opened; a student's not before the school year has begun."""
    first = calendar.first + timedelta(days=rng.randint(0, 12))
    if cohort < 2:  # noqa: PLR2004 - the two cohorts of graduates
        return first
    term = date(calendar.final_year - 1, 9, 1)
    days = (calendar.last - term).days
    return term + timedelta(days=rng.randint(0, min(days, 60))) if days >= 0 else None


def _opening(
    rng: Random, programme: dict[str, str], person: dict[str, Any], year: int
) -> dict[str, Any]:
    return {
        "person": person,
        "organisation": programme["school"],
        "passport": {
            "programme_code": programme["code"],
            "programme_name": programme["name"],
            "study_form": rng.choice(FORMS),
            "funding": rng.choice(("BUDGET", "BUDGET", "BUDGET", "PAID")),
            "graduation_year": year,
        },
    }


def _categories(rng: Random, opened: date, graduated: date) -> Iterator[News]:
    since = date(graduated.year - 1, 9, 1)
    drawn = rng.random()
    if drawn < 0.03:  # noqa: PLR2004
        yield News(opened, category("OVZ", since, nosology="HEARING"))
    elif drawn < 0.06:  # noqa: PLR2004
        yield News(opened, category("DISABLED", since, nosology="MUSCULOSKELETAL"))
    elif drawn < 0.11:  # noqa: PLR2004
        yield News(opened, category("ORPHAN", since))
    elif drawn < 0.31:  # noqa: PLR2004
        yield News(opened, category("PROFESSIONALITET", since))


def _news(rng: Random, person: dict[str, Any], cohort: int, graduated: date) -> Iterator[News]:
    if cohort == 2:  # noqa: PLR2004 - students
        yield from _student(rng, graduated)
        return
    if cohort == 1:
        yield from _student(rng, graduated, leaves=False)
        yield News(graduated + timedelta(days=rng.randint(1, 12)), graduation(graduated))
    yield from career(rng, male=person["sex"] == "M")(rng, graduated)
    if rng.random() < 0.04:  # noqa: PLR2004
        changed = person_change("Сообщил новый номер", phone="+7 000 000-00-00")
        yield News(graduated + timedelta(days=rng.randint(150, 300)), changed)


def _student(rng: Random, graduated: date, *, leaves: bool = True) -> Iterator[News]:
    """A forecast in autumn; a few leave for a year, or for good."""
    asked = date(graduated.year - 1, 10, 15) + timedelta(days=rng.randint(0, 30))
    if rng.random() < 0.85:  # noqa: PLR2004
        yield News(asked, status(rng.choice(FORECASTS), asked))
    if leaves and rng.random() < 0.04:  # noqa: PLR2004
        day = asked + timedelta(days=rng.randint(5, 30))
        yield News(day, movement(rng.choice(("ACADEMIC_LEAVE", "EXPELLED")), day))


def _showcase(calendar: Calendar, graduated: date) -> Iterator[News]:
    """Employed; called up, known forty days late; the start of the work corrected after that."""
    days = showcase_days(calendar)
    since = min(graduated + timedelta(days=35), calendar.first)
    first = calendar.first + timedelta(days=3)
    work = status(WORK, since, in_specialty=True, contract_term="OPEN", **employers()[0])
    yield News(first, work)
    yield News(days["known"], status("MILITARY_CONSCRIPT", days["called_up"]))
    right = since + timedelta(days=7)
    fixed = correction(WORK, "Дата по приказу о приеме", effective_on=right)
    yield News(calendar.today - timedelta(days=10), fixed)


def _case_id(case: int) -> UUID:
    return UUID(int=Random(f"{SEED}/id/{case}").getrandbits(128), version=4)  # noqa: S311
