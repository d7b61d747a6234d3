"""Careers that do not lead straight to work, or end."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from api.demo.acts import News, end, status
from api.demo.cast import Graduate
from api.demo.chances import after, chance, learnt, weighted
from api.demo.tables import regions
from api.demo.work import employment, npd


def seeker(rng: Random, who: Graduate) -> Iterator[News]:
    """Registers with the employment centre and, for most, finds work in the end."""
    since = after(rng, who.graduated, 10, 60)
    known = after(rng, since, 1, 20)
    registered = status(
        weighted(rng, (("CZN_UNEMPLOYED", 70), ("CZN_JOB_SEEKER", 30))),
        since,
        source="CZN",
        czn=regions()[who.school.region].czn,
        registered_on=since.isoformat(),
    )
    yield News(known, registered)
    if chance(rng, 75):
        found = after(rng, since, 30, 120)
        yield News(max(known, learnt(rng, found)), employment(rng, who, found))


def informal(rng: Random, who: Graduate) -> Iterator[News]:
    """Works without a contract; some register in the end."""
    since = after(rng, who.graduated, 20, 60)
    known = learnt(rng, since)
    yield News(known, status("INFORMAL", since, source="GRADUATE_SELF_REPORT"))
    if chance(rng, 50):
        registered = after(rng, known, 20, 150)
        yield News(learnt(rng, registered), npd(rng, who, registered))


def unmotivated(rng: Random, who: Graduate) -> Iterator[News]:
    """Does not want to work."""
    since = after(rng, who.graduated, 30, 120)
    yield News(learnt(rng, since), status("NO_MOTIVATION", since, reason="Не планирует работать"))


def unwanted(rng: Random, who: Graduate) -> Iterator[News]:
    """Looks for work in a trade that nobody asks for, and finds other work or not."""
    since = after(rng, who.graduated, 20, 90)
    known = learnt(rng, since)
    yield News(known, status("NO_DEMAND", since, risk_cause="NO_VACANCIES"))
    if chance(rng, 50):
        found = after(rng, known, 30, 120)
        yield News(learnt(rng, found), employment(rng, who, found))


def carer(rng: Random, who: Graduate) -> Iterator[News]:
    """Looks after a sick relative."""
    since = after(rng, who.graduated, 20, 150)
    yield News(learnt(rng, since), status("FAMILY_CARE", since, reason="Уход за родственником"))


def ailing(rng: Random, who: Graduate) -> Iterator[News]:
    """Is seriously ill, and recovers or not."""
    since = after(rng, who.graduated, 20, 150)
    known = learnt(rng, since)
    yield News(known, status("SERIOUS_ILLNESS", since))
    if chance(rng, 50):
        recovered = after(rng, known, 60, 150)
        told = learnt(rng, recovered)
        yield News(told, end("SERIOUS_ILLNESS", recovered))
        found = after(rng, recovered, 10, 60)
        yield News(max(told, learnt(rng, found)), employment(rng, who, found))


def abroad(rng: Random, who: Graduate) -> Iterator[News]:
    """Leaves the country."""
    since = after(rng, who.graduated, 30, 200)
    country = rng.choice(("KZ", "BY", "RS", "TR"))
    yield News(learnt(rng, since), status("MOVED_ABROAD", since, country=country))


def deceased(rng: Random, who: Graduate) -> Iterator[News]:
    """Dies."""
    since = after(rng, who.graduated, 30, 300)
    evidence = {"kind": "DEATH_CERTIFICATE", "date": since}
    yield News(learnt(rng, since), status("DECEASED", since, evidence=evidence))


def convict(rng: Random, who: Graduate) -> Iterator[News]:
    """Serves a sentence."""
    since = after(rng, who.graduated, 60, 200)
    yield News(learnt(rng, since), status("SERVING_SENTENCE", since))


def investigated(rng: Random, who: Graduate) -> Iterator[News]:
    """Is under investigation."""
    since = after(rng, who.graduated, 60, 200)
    yield News(learnt(rng, since), status("UNDER_INVESTIGATION", since))


def otherwise(rng: Random, who: Graduate) -> Iterator[News]:
    """What no code tells."""
    since = after(rng, who.graduated, 30, 120)
    yield News(learnt(rng, since), status("OTHER", since, text="Путешествует"))
