"""What becomes of graduates: each career tells what happened, and when it became known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from api.demo.acts import News, annulment, correction, end, status
from api.demo.bonds import bound
from api.demo.cast import Graduate
from api.demo.chances import after, chance, learnt, lots, weighted
from api.demo.hardships import (
    abroad,
    ailing,
    carer,
    convict,
    deceased,
    informal,
    investigated,
    otherwise,
    seeker,
    unmotivated,
    unwanted,
)
from api.demo.moves import relocated
from api.demo.routes import routed
from api.demo.tables import regions
from api.demo.work import CIVIL, IN_SPECIALTY_PERCENT, LABOUR, employment, npd, proprietor, work
from marshrut.asof import add_months, birthday

CONSCRIPTION_AGE = 18
MODES = (("STUDY_PLUS_WORK", 88), ("OTHER", 12))
"""How those work who have had a job long before the diploma."""

Career = Callable[[Random, Graduate], Iterator[News]]
"""What happens to a graduate after the diploma, in the order in which it becomes known."""


def worker(rng: Random, who: Graduate) -> Iterator[News]:
    """Works, for most in the learnt specialty; now and then it was recorded wrongly at first."""
    since = after(rng, who.graduated, 3, 75)
    known = learnt(rng, since)
    yield from weighted(rng, WORK_TURNS)(rng, who, since, known)


def _steady(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    yield News(known, employment(rng, who, since))


def _misdated(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    yield News(known, employment(rng, who, since))
    right = after(rng, since, 1, 3)
    fixed = correction(LABOUR, "Дата по приказу о приеме", effective_on=right)
    yield News(after(rng, known, 10, 60), fixed)


def _not_in_specialty(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    yield News(known, work(rng, who, since, fitting=True))
    fixed = correction(
        LABOUR, "Трудовая функция не по специальности", attributes={"in_specialty": False}
    )
    yield News(after(rng, known, 20, 90), fixed)


def _namesake(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    yield News(known, employment(rng, who, since))
    found = after(rng, known, 10, 40)
    yield News(found, annulment(LABOUR, "Внесено однофамильцу"))
    yield News(after(rng, found, 1, 12), npd(rng, who, after(rng, since, 1, 10)))


def _moved_on(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    yield News(known, employment(rng, who, since))
    left = after(rng, known, 60, 330)
    told = learnt(rng, left)
    yield News(told, end(LABOUR, left))
    again = after(rng, left, 5, 70)
    yield News(max(told, learnt(rng, again)), employment(rng, who, again))


def _seasonal(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    """A fixed-term contract whose end is known from the start; most are prolonged."""
    planned = add_months(since, rng.choice((6, 9, 12, 18, 24)))
    yield News(known, work(rng, who, since, fitting=True, ended_on=planned))
    if chance(rng, 92):
        prolonged = correction(LABOUR, "Договор продлен", ended_on=add_months(planned, 12))
        yield News(max(known, planned - timedelta(days=rng.randint(1, 20))), prolonged)


def _by_agreement(rng: Random, who: Graduate, since: date, known: date) -> Iterator[News]:
    """A civil-law contract for the work of some months, then a labour contract."""
    done = add_months(since, rng.randint(3, 8))
    first = work(rng, who, since, fitting=chance(rng, 60), code=CIVIL, ended_on=done)
    yield News(known, first)
    hired = after(rng, done, 1, 25)
    yield News(max(known, learnt(rng, hired)), employment(rng, who, hired))


WORK_TURNS = (
    (_steady, 62),
    (_moved_on, 12),
    (_seasonal, 8),
    (_by_agreement, 7),
    (_misdated, 6),
    (_not_in_specialty, 3),
    (_namesake, 2),
)


def self_employed(rng: Random, who: Graduate) -> Iterator[News]:
    """Works for himself, and may take a job beside."""
    since = after(rng, who.graduated, 10, 90)
    known = learnt(rng, since)
    yield News(known, npd(rng, who, since) if chance(rng, 85) else proprietor(who, since))
    if chance(rng, 15):
        hired = after(rng, since, 30, 120)
        yield News(max(known, learnt(rng, hired)), employment(rng, who, hired))


def student(rng: Random, who: Graduate) -> Iterator[News]:
    """Goes on studying, some beside work."""
    since = date(who.graduated.year, 9, 1)
    known = learnt(rng, since)
    form = weighted(rng, (("FULL_TIME", 70), ("PART_TIME", 30)))
    study = status(
        "CONTINUING_EDUCATION",
        since,
        education_organisation=regions()[who.school.region].university,
        education_level=weighted(rng, (("HIGHER", 88), ("SPO", 12))),
        education_form=form,
        expected_end_on=date(since.year + 4, 6, 30).isoformat(),
    )
    yield News(known, study)
    if form == "PART_TIME" or chance(rng, 10):
        hired = after(rng, since, 5, 60)
        yield News(max(known, learnt(rng, hired)), employment(rng, who, hired))


def conscript(rng: Random, who: Graduate) -> Iterator[News]:
    """Works a while or not, is called up in autumn or spring, returns after a year."""
    known = who.graduated
    if chance(rng, 60):
        since = after(rng, who.graduated, 5, 30)
        known = after(rng, since, 1, 20)
        yield News(known, work(rng, who, since, fitting=chance(rng, 60)))
    call = (date(who.year, 10, 5), date(who.year + 1, 4, 5))
    called = after(rng, weighted(rng, ((call[0], 85), (call[1], 15))), 0, 65)
    called = max(called, birthday(who.person["birth_date"], CONSCRIPTION_AGE))
    known = max(known, learnt(rng, called))
    returned = add_months(called, 12)
    service = status(
        "MILITARY_CONSCRIPT", called, source="MILITARY_OFFICE", expected_end_on=returned.isoformat()
    )
    yield News(known, service)
    told = max(known, after(rng, returned, 2, 25))
    yield News(told, end("MILITARY_CONSCRIPT", returned))
    if chance(rng, 93):
        again = after(rng, returned, 10, 60)
        yield News(max(told, learnt(rng, again)), employment(rng, who, again))


def soldier(rng: Random, who: Graduate) -> Iterator[News]:
    """Serves under contract, in the army or elsewhere."""
    since = after(rng, who.graduated, 20, 120)
    kinds = (
        ("MILITARY", 60),
        ("INTERNAL_AFFAIRS", 20),
        ("FIRE_SERVICE", 12),
        ("NATIONAL_GUARD", 8),
    )
    yield News(
        learnt(rng, since), status("MILITARY_CONTRACT", since, service_kind=weighted(rng, kinds))
    )


def mother(rng: Random, who: Graduate) -> Iterator[News]:
    """Maternity leave, then the child's first years; some return to work within the story."""
    since = after(rng, who.graduated, 10, 300)
    known = learnt(rng, since)
    born = since + timedelta(days=70)
    maternity = status(
        "MATERNITY_LEAVE", since, expected_end_on=after(rng, born, 70, 70).isoformat()
    )
    yield News(known, maternity)
    leave = born + timedelta(days=71)
    until = add_months(born, weighted(rng, ((18, 60), (36, 40))))
    parental = status(
        "PARENTAL_LEAVE",
        leave,
        child_birth_date=born.isoformat(),
        expected_end_on=until.isoformat(),
    )
    known = max(known, learnt(rng, leave))
    yield News(known, parental)
    if chance(rng, 30):
        returned = add_months(born, rng.randint(8, 14))
        known = max(known, learnt(rng, returned))
        yield News(known, end("PARENTAL_LEAVE", returned))
        again = after(rng, returned, 1, 40)
        yield News(max(known, learnt(rng, again)), employment(rng, who, again))


def long_employed(rng: Random, who: Graduate) -> Iterator[News]:
    """Has studied beside work, and works on; a few change the place after the diploma."""
    since = after(rng, who.graduated, -900, -300)
    mode = weighted(lots(who.number, "mode"), MODES)
    fitting = chance(rng, IN_SPECIALTY_PERCENT)
    yield News(who.opened, work(rng, who, since, fitting=fitting, mode=mode))
    if chance(rng, 15):
        left = after(rng, who.graduated, 20, 200)
        told = learnt(rng, left)
        yield News(told, end(LABOUR, left))
        again = after(rng, left, 1, 30)
        yield News(max(told, learnt(rng, again)), employment(rng, who, again))


def unknown(_rng: Random, _who: Graduate) -> Iterator[News]:
    """Nobody has heard of the graduate."""
    return iter(())


SHARED: tuple[tuple[Career, float], ...] = (
    (routed, 8),
    (bound, 5),
    (relocated, 1.5),
    (seeker, 2.5),
    (informal, 0.9),
    (unmotivated, 0.6),
    (unwanted, 0.4),
    (carer, 0.5),
    (ailing, 0.3),
    (abroad, 0.6),
    (deceased, 0.2),
    (otherwise, 0.2),
    (unknown, 0.9),
)
MEN: tuple[tuple[Career, float], ...] = (
    (worker, 31),
    (conscript, 25),
    (student, 9),
    (self_employed, 7),
    (soldier, 5),
    (convict, 0.3),
    (investigated, 0.2),
    *SHARED,
)
WOMEN: tuple[tuple[Career, float], ...] = (
    (worker, 40),
    (student, 17),
    (mother, 10),
    (self_employed, 9),
    (soldier, 1),
    *SHARED,
)


def career(rng: Random, who: Graduate) -> Career:
    """One of the careers, as often as it is met."""
    return weighted(rng, MEN if who.male else WOMEN)
