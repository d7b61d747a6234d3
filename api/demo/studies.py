"""The final year: what students plan, who leaves, who graduates; categories from the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from api.demo.acts import (
    Decision,
    News,
    category,
    category_annulment,
    graduation,
    graduation_correction,
    movement,
    person_change,
    status,
)
from api.demo.casework import step
from api.demo.cast import Graduate
from api.demo.chances import after, chance, lots, weighted
from api.demo.practice import works_beside
from api.demo.tables import School, schools

NOSOLOGIES = (
    ("MENTAL_DELAY", 35),
    ("HEARING", 18),
    ("MUSCULOSKELETAL", 18),
    ("VISION", 12),
    ("OTHER", 9),
    ("SPEECH", 5),
    ("AUTISM", 3),
)
LIMITATIONS = (
    ("", 93.5),
    ("OVZ", 3.5),
    ("DISABLED", 2.5),
    ("DISABLED_CHILD", 0.2),
    ("MISTAKE", 0.3),
)
FORECASTS = (
    ("F_EMPLOYED", 52),
    ("F_EDUCATION", 14),
    ("F_SELF_EMPLOYED", 7),
    ("F_SOLE_PROPRIETOR", 1),
    ("F_MILITARY_CONTRACT", 3),
    ("F_PARENTAL_LEAVE", 2),
    ("F_MOVE_ABROAD", 0.5),
    ("F_AT_RISK", 2),
    ("F_UNDECIDED", 7),
)
CONSCRIPT_FORECAST = ("F_CONSCRIPT", 30)
PLANS = (("PRACTICE_ENTERPRISE", 45), ("PARTNER", 30), ("OTHER", 10), ("", 15))
"""Where those who will work think to; some do not say."""

ASKED = ((10, 15), (1, 20), (6, 1))
"""When students are asked what they plan: in autumn, in January, before the diploma (11.1)."""

FORECAST_PERCENT = 62

FATES = (
    ("GRADUATES", 95.2),
    ("EXPELLED", 2),
    ("ACADEMIC_LEAVE", 1.6),
    ("TRANSFERRED", 0.7),
    ("MOVES", 0.5),
)


class Ending(msgspec.Struct, frozen=True):
    """How the final year ends, with a diploma or without."""

    graduates: bool
    news: tuple[News, ...]


def limitation(who: Graduate) -> str:
    """The category of those with limited health that the graduate is in, or a mistake, or none."""
    return weighted(lots(who.number, "health"), LIMITATIONS)


def categories(rng: Random, who: Graduate) -> Iterator[News]:
    """What is known of the graduate from the opening of the case on."""
    since = date(who.year - 1, 9, 1)
    adult = who.study_form != "FULL_TIME"
    if not adult and chance(rng, 4):
        yield News(who.opened, category("ORPHAN", since))
    limited = limitation(who)
    if limited == "MISTAKE":
        yield News(who.opened, category("OVZ", since, nosology="OTHER"))
        found = after(rng, who.opened, 10, 80)
        yield News(found, category_annulment("OVZ", "Заключение ПМПК другого студента"))
    elif limited:
        yield News(who.opened, category(limited, since, nosology=weighted(rng, NOSOLOGIES)))
        if chance(rng, 35):
            winner = "ABILYMPICS_WINNER" if chance(rng, 25) else "ABILYMPICS_PARTICIPANT"
            yield News(who.opened, category(winner, since))
    if who.school.professionalitet and not adult and chance(rng, 60):
        yield News(who.opened, category("PROFESSIONALITET", since))
    if who.person.get("citizenship", "RU") != "RU":
        yield News(who.opened, category("FOREIGN_NO_SNILS", since))


def final_year(rng: Random, who: Graduate, *, asked: bool = True) -> Ending:
    """What becomes known in the final year; one who graduated before has none to tell of.

    Those who are not ``asked`` what they plan have work already.
    """
    if who.finished:
        return Ending(True, (diploma_at_hand(who),))
    plans = tuple(_plans(rng, who)) if asked else ()
    fate = weighted(rng, FATES)
    left = after(rng, max(who.opened, date(who.year - 1, 11, 1)), 5, 120)
    told = after(rng, left, 0, 10)
    if fate == "GRADUATES" or told >= who.graduated:
        return Ending(True, (*plans, *_diploma(rng, who)))
    before = tuple(news for news in plans if news.on < left)
    if fate == "MOVES":
        later = tuple(news for news in plans if news.on > told)
        moved = movement("TRANSFERRED", left, to_organisation=_another(rng, who).code)
        return Ending(True, (*before, News(told, moved), *later, *_diploma(rng, who)))
    return Ending(False, (*before, *_departure(rng, who, fate, News(told, movement(fate, left)))))


def _plans(rng: Random, who: Graduate) -> Iterator[News]:
    for month, day in ASKED:
        on = after(rng, date(who.year - (month > who.graduated.month), month, day), 0, 18)
        if who.opened <= on < who.graduated and chance(rng, FORECAST_PERCENT):
            yield News(on, _forecast(rng, who, on))


def _departure(rng: Random, who: Graduate, fate: str, left: News) -> Iterator[News]:
    yield left
    if fate == "ACADEMIC_LEAVE" and chance(rng, 50):
        back = date(who.year, 9, 1)
        told = after(rng, back, 0, 10)
        yield News(told, movement("REINSTATED", back))
        year: dict[str, Any] = {
            "graduation_year": who.year + 1,
            "expected_graduation_date": date(who.year + 1, 6, 30),
        }
        yield News(told, person_change("Выход из академического отпуска", since=back, **year))


def diploma_at_hand(who: Graduate) -> News:
    """The diploma of one who had it before the case was opened."""
    return News(who.opened, graduation(who.graduated))


def _diploma(rng: Random, who: Graduate) -> Iterator[News]:
    issued = after(rng, who.graduated, 0, 9)
    if chance(rng, 1):
        wrong = who.graduated - timedelta(days=1)
        yield News(issued, graduation(wrong))
        fixed = graduation_correction("Дата по книге выдачи дипломов", who.graduated)
        yield News(after(rng, issued, 5, 40), fixed)
    elif chance(rng, 30):
        handed = {
            "graduation_date": who.graduated.isoformat(),
            "diploma_number": f"{who.number:07d}",
        }
        yield News(issued, step("DIPLOMA", who.graduated, outcome="ISSUED", attributes=handed))
    else:
        yield News(issued, graduation(who.graduated))


def _forecast(rng: Random, who: Graduate, day: date) -> Decision:
    code = weighted(rng, (*FORECASTS, CONSCRIPT_FORECAST) if who.male else FORECASTS)
    told: dict[str, Any] = {"in_specialty": chance(rng, 75)} if code == "F_EMPLOYED" else {}
    plan = weighted(lots(who.number, "plan", day), PLANS)
    if code == "F_EMPLOYED" and plan:
        told["plan"] = plan
    if code == "F_AT_RISK":
        told = {"risk_cause": "LACK_SKILLS"}
    works = works_beside(who, day)
    return status(code, day, source="GRADUATE_SELF_REPORT", planned_change=works, **told)


def _another(rng: Random, who: Graduate) -> School:
    """Another school of the region."""
    here = [one for one in schools() if one.region == who.school.region and one != who.school]
    return rng.choice(here)
