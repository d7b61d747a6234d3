"""Full-time students who work before the diploma: in practice, in a training complex, besides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from api.demo.acts import News
from api.demo.cast import Graduate
from api.demo.chances import after, chance, learnt, lots, weighted
from api.demo.work import work

PERCENT = 9
MODES = (("PAID_PRACTICE", 50), ("STUDY_PLUS_WORK", 35), ("UPK", 15))
CHANNELS = {"PAID_PRACTICE": "PRACTICE", "UPK": "UPK"}
IN_SPRING = (2, 1)
IN_AUTUMN = (10, 1)
"""When paid practice begins, and when other work does."""


class Job(NamedTuple):
    """Work from a day on to the last one, both before the diploma; ``known``: learnt by then."""

    mode: str
    since: date
    last: date
    known: date


def practising(who: Graduate) -> Iterator[News]:
    """For a term that ends before the diploma, and recorded before it too."""
    job = _job(who)
    if job is not None and who.opened <= job.last:
        rng, via = lots(who.number, "workplace"), CHANNELS.get(job.mode)
        hired = work(rng, who, job.since, fitting=True, ended_on=job.last, via=via, mode=job.mode)
        yield News(max(who.opened, job.known), hired)


def works_beside(who: Graduate, day: date) -> bool:
    """Whether the student has such work on the day."""
    job = _job(who)
    return job is not None and job.since <= day <= job.last


def _job(who: Graduate) -> Job | None:
    rng = lots(who.number, "practice")
    if who.study_form != "FULL_TIME" or not chance(rng, PERCENT):
        return None
    mode, year = weighted(rng, MODES), who.graduated.year
    in_spring = mode == "PAID_PRACTICE"
    begins = date(year, *IN_SPRING) if in_spring else date(year - 1, *IN_AUTUMN)
    since, last = after(rng, begins, 0, 25), after(rng, who.graduated, -12, -4)
    return Job(mode, since, last, min(learnt(rng, since), last))
