"""Routing of graduates who need help: vacancy, résumé, interview, hire, retention (domain 6).

Routes succeed and fail at every step of the way; what is planned and forgotten expires.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from api.demo.acts import News, end
from api.demo.banks import vacancy
from api.demo.casework import cause, cause_end, consent, measure, move, revocation, step
from api.demo.cast import Graduate
from api.demo.chances import after, chance, learnt, weighted
from api.demo.tables import Employer
from api.demo.work import IN_SPECIALTY_PERCENT, LABOUR, employment, hired, workplace
from marshrut.asof import add_months

REASONS = (("SALARY", 45), ("LOCATION", 30), ("WORKLOAD", 15), ("OTHER", 10))
"""Why an offer or a place is declined."""

CAUSES = (
    ("LACK_SKILLS", 30),
    ("SALARY", 20),
    ("NO_VACANCIES", 20),
    ("LOCATION", 12),
    ("FAMILY", 8),
    ("HEALTH", 5),
    ("NO_MOTIVATION", 5),
)
"""Why a graduate needs help."""

RETENTION_MONTHS = (3, 6, 12)
"""After the hire, when it is looked whether the graduate stays (6.2)."""

MOST_ATTEMPTS = 3
TURNS = (
    ("HIRED", 52),
    ("DECLINED", 14),
    ("NO_ANSWER", 12),
    ("REJECTED", 14),
    ("NO_SHOW", 4),
    ("FORGOTTEN", 4),
)
"""How an attempt goes."""


class Attempt(msgspec.Struct, frozen=True):
    """One way from an offer to an answer: how it turned out, by when, at which employer."""

    turn: str
    ends: date
    place: Employer
    fitting: bool
    news: tuple[News, ...]

    @property
    def named(self) -> dict[str, str]:
        """The employer, as steps name it."""
        return {"employer_name": self.place.name, "employer_inn": self.place.inn}


def routed(rng: Random, who: Graduate) -> Iterator[News]:
    """Is led to work by the centre, at the first attempt or later; or is not."""
    day, reason = after(rng, who.graduated, 4, 40), weighted(rng, CAUSES)
    yield News(day, cause(reason, day))
    yield News(day, consent("RESUME_TRANSFER", day))
    if chance(rng, 40):
        yield News(day, step("GRADUATE_BANK", day, outcome="INCLUDED"))
    for _ in range(MOST_ATTEMPTS):
        tried = _attempt(rng, who, after(rng, day, 1, 15))
        yield from tried.news
        day = tried.ends
        if tried.turn == "HIRED":
            yield from _hire(rng, who, tried, reason)
            return
    yield from _given_up(rng, who, day, reason)


def _attempt(rng: Random, who: Graduate, day: date) -> Attempt:
    fitting = chance(rng, IN_SPECIALTY_PERCENT)
    place, turn = workplace(rng, who, fitting=fitting), weighted(rng, TURNS)
    tried = Attempt(turn, day, place, fitting, ())
    news = tuple(_steps(rng, who, tried))
    return msgspec.structs.replace(tried, ends=news[-1].on, news=news)


def _steps(rng: Random, who: Graduate, tried: Attempt) -> Iterator[News]:
    """Offer, résumé, interview, as far as it comes."""
    day = tried.ends
    offered: dict[str, Any] = {"vacancy_id": vacancy(rng, who), "stage": 9}
    if tried.turn == "DECLINED":
        reason = weighted(rng, REASONS)
        yield News(day, step("VACANCY_OFFERED", day, state="DECLINED", reason=reason, **offered))
        return
    yield News(day, step("VACANCY_OFFERED", day, outcome="INTERESTED", **offered))
    sent, due = after(rng, day, 0, 4), {"due_on": day + timedelta(days=21)}
    resume = step(
        "RESUME_SENT",
        sent,
        state="IN_PROGRESS",
        parent="VACANCY_OFFERED",
        attributes=tried.named,
        **due,
    )
    yield News(sent, resume)
    if chance(rng, 50):
        told = measure("RESUME_TO_EMPLOYER", sent, provider="CK", attributes=tried.named)
        yield News(sent, told)
    answered = after(rng, sent, 2, 14)
    if tried.turn == "NO_ANSWER":
        yield News(answered, move("RESUME_SENT", answered, state="FAILED", outcome="NO_ANSWER"))
    elif tried.turn != "FORGOTTEN":
        yield News(answered, move("RESUME_SENT", answered, outcome="INVITED"))
        yield from _interview(rng, tried, answered)


def _interview(rng: Random, tried: Attempt, invited: date) -> Iterator[News]:
    held = after(rng, invited, 1, 10)
    planned = step(
        "INTERVIEW",
        invited,
        state="PLANNED",
        parent="RESUME_SENT",
        due_on=held + timedelta(days=3),
        attributes=tried.named,
    )
    yield News(invited, planned)
    if tried.turn == "HIRED":
        yield News(held, move("INTERVIEW", held, outcome="OFFER"))
    else:
        yield News(held, move("INTERVIEW", held, state="FAILED", outcome=tried.turn))


def _hire(rng: Random, who: Graduate, tried: Attempt, reason: str) -> Iterator[News]:
    since = after(rng, tried.ends, 1, 14)
    known = after(rng, since, 0, 7)
    outcome = "HIRED_IN_SPECIALTY" if tried.fitting else "HIRED_OTHER"
    facts = hired(rng, who, since, fitting=tried.fitting, via="ROUTING", place=tried.place)
    hire = step(
        "HIRING_OUTCOME",
        since,
        outcome=outcome,
        parent="INTERVIEW",
        attributes=tried.named,
        status=facts,
    )
    yield News(known, hire)
    yield News(known, cause_end(reason, since))
    if chance(rng, 20):
        yield News(known, revocation("RESUME_TRANSFER", known))
    yield from _retention(rng, who, since, tried.place)


def _retention(rng: Random, who: Graduate, since: date, place: Employer) -> Iterator[News]:
    """Whether the graduate stays: looked at in time, too late, or not at all."""
    named = {"employer_name": place.name, "employer_inn": place.inn}
    for months in RETENTION_MONTHS:
        due = add_months(since, months)
        planned = step(
            "RETENTION_CHECK",
            since,
            state="PLANNED",
            due_on=due + timedelta(days=14),
            parent="HIRING_OUTCOME",
            attributes={**named, "retention_months": months},
        )
        yield News(since, planned)
        looked = after(rng, due, -5, 25)
        if chance(rng, 12):
            yield News(looked, move("RETENTION_CHECK", looked, outcome="LEFT", reason="SALARY"))
            yield News(looked, end(LABOUR, looked))
            again = after(rng, looked, 10, 60)
            yield News(learnt(rng, again), employment(rng, who, again))
            return
        if chance(rng, 10):
            return
        yield News(looked, move("RETENTION_CHECK", looked, outcome="RETAINED"))
        since = looked


def _given_up(rng: Random, who: Graduate, day: date, reason: str) -> Iterator[News]:
    """After the last attempt: why it came to nothing; a course, a revocation, work after all."""
    day = after(rng, day, 2, 20)
    analysed = {"risk_causes": sorted({reason, weighted(rng, REASONS)})}
    yield News(day, step("REASON_ANALYSIS", day, outcome="RECORDED", attributes=analysed))
    offered = {"programme_name": "Оператор беспилотных авиационных систем"}
    if chance(rng, 50):
        planned = step(
            "RETRAINING_OFFER",
            day,
            state="PLANNED",
            due_on=day + timedelta(days=30),
            attributes=offered,
        )
        yield News(day, planned)
        answered = after(rng, day, 3, 28)
        outcome = weighted(rng, (("ENROLLED", 60), ("COMPLETED", 40)))
        yield News(answered, move("RETRAINING_OFFER", answered, outcome=outcome))
    if chance(rng, 25):
        revoked = after(rng, day, 5, 60)
        yield News(revoked, revocation("RESUME_TRANSFER", revoked))
    if chance(rng, 60):
        found = after(rng, day, 10, 90)
        known = learnt(rng, found)
        yield News(known, employment(rng, who, found))
        yield News(known, cause_end(reason, found))
