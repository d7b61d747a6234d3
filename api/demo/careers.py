"""What becomes of graduates: each career tells what happened, and when it became known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from api.demo.acts import Decision, annulment, confirmation, correction, end, status
from api.demo.tables import employers

LATE = 0.2
"""The share of news that comes months after the fact."""

WORK = "EMPLOYED_LABOUR_CONTRACT"


class News(NamedTuple):
    """A decision that becomes known on ``on``."""

    on: date
    decision: Decision


Career = Callable[[Random, date], Iterator[News]]
"""What happens to one who graduated on a day, in the order in which it becomes known."""


def _known(rng: Random, since: date) -> date:
    """The day on which a fact becomes known."""
    return since + timedelta(
        days=rng.randint(50, 120) if rng.random() < LATE else rng.randint(1, 25)
    )


def _after(rng: Random, day: date, least: int, most: int) -> date:
    return day + timedelta(days=rng.randint(least, most))


def worker(rng: Random, graduated: date) -> Iterator[News]:
    """Works; now and then the day of it was mistyped, or it is confirmed later."""
    since = _after(rng, graduated, 10, 80)
    known = _known(rng, since)
    place = rng.choice(employers())
    fitting = rng.random() < 0.7  # noqa: PLR2004 - most work in what they learnt
    contract = WORK if rng.random() < 0.85 else "EMPLOYED_CIVIL_CONTRACT"  # noqa: PLR2004
    work = status(contract, since, in_specialty=fitting, contract_term="OPEN", **place)
    yield News(known, work)
    match rng.randrange(8):
        case 0:
            reason = "Дата по приказу о приеме"
            right = since + timedelta(days=rng.randint(1, 9))
            yield News(_after(rng, known, 10, 60), correction(contract, reason, effective_on=right))
        case 1:
            yield News(_after(rng, known, 10, 40), annulment(contract, "Внесено однофамильцу"))
        case 2 | 3:
            checked = _after(rng, known, 60, 120)
            yield News(checked, confirmation(checked))


def self_employed(rng: Random, graduated: date) -> Iterator[News]:
    """Works for himself."""
    since = _after(rng, graduated, 15, 120)
    code = "SELF_EMPLOYED_NPD" if rng.random() < 0.8 else "SOLE_PROPRIETOR"  # noqa: PLR2004
    yield News(_known(rng, since), status(code, since))


def student(rng: Random, graduated: date) -> Iterator[News]:
    """Goes on studying, some beside work."""
    since = date(graduated.year, 9, 1)
    study = status(
        "CONTINUING_EDUCATION",
        since,
        education_organisation="Смоленский вымышленный университет",
        education_level="HIGHER",
        education_form="FULL_TIME",
    )
    yield News(_known(rng, since), study)
    if rng.random() < 0.2:  # noqa: PLR2004
        yield from worker(rng, _after(rng, since, 5, 30))


def conscript(rng: Random, graduated: date) -> Iterator[News]:
    """Works a while, is called up, returns after a year and works again."""
    place = rng.choice(employers())
    if rng.random() < 0.5:  # noqa: PLR2004
        since = _after(rng, graduated, 10, 40)
        yield News(_after(rng, since, 1, 20), status(WORK, since, in_specialty=True, **place))
    called = _after(rng, graduated, 110, 170)
    known = _known(rng, called)
    yield News(known, status("MILITARY_CONSCRIPT", called))
    returned = called + timedelta(days=364)
    yield News(max(known, _after(rng, returned, 3, 30)), end("MILITARY_CONSCRIPT", returned))
    again = _after(rng, returned, 20, 60)
    yield News(_after(rng, again, 31, 60), status(WORK, again, in_specialty=False, **place))


def mother(rng: Random, graduated: date) -> Iterator[News]:
    """Is on parental leave."""
    since = _after(rng, graduated, 30, 200)
    yield News(_known(rng, since), status("PARENTAL_LEAVE", since))


def seeker(rng: Random, graduated: date) -> Iterator[News]:
    """Registers with the employment centre and finds work in the end."""
    since = _after(rng, graduated, 20, 90)
    known = _after(rng, since, 1, 25)
    yield News(known, status("CZN_UNEMPLOYED", since, czn="Смоленский ЦЗН"))
    if rng.random() < 0.6:  # noqa: PLR2004
        found = _after(rng, since, 60, 150)
        work = status(WORK, found, in_specialty=rng.random() < 0.5, **rng.choice(employers()))  # noqa: PLR2004
        yield News(max(known, _known(rng, found)), work)


def informal(rng: Random, graduated: date) -> Iterator[News]:
    """Works without a contract."""
    since = _after(rng, graduated, 20, 60)
    yield News(_known(rng, since), status("INFORMAL", since))


def other(rng: Random, graduated: date) -> Iterator[News]:
    """What befalls few."""
    code = rng.choice(("NO_DEMAND", "MOVED_ABROAD", "FAMILY_CARE", "SERIOUS_ILLNESS", "DECEASED"))
    since = _after(rng, graduated, 30, 200)
    yield News(_known(rng, since), status(code, since))


def unknown(_rng: Random, _graduated: date) -> Iterator[News]:
    """Nobody has heard of the graduate."""
    return iter(())


MEN: tuple[tuple[Career, int], ...] = (
    (worker, 48),
    (conscript, 20),
    (student, 8),
    (self_employed, 8),
    (seeker, 6),
    (informal, 3),
    (other, 2),
    (unknown, 5),
)
WOMEN: tuple[tuple[Career, int], ...] = (
    (worker, 52),
    (student, 15),
    (mother, 9),
    (self_employed, 9),
    (seeker, 6),
    (informal, 2),
    (other, 2),
    (unknown, 5),
)


def career(rng: Random, *, male: bool) -> Career:
    """One of the careers, as often as it is met."""
    kinds, weights = zip(*(MEN if male else WOMEN), strict=True)
    chosen: Career = rng.choices(kinds, weights)[0]
    return chosen
