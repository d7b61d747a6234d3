"""How often a case is looked at: the cadences of monitoring (domain 11.1).

A cadence is of the cohorts and regions that its row names and holds in a window of months; a
region that no row names has the default one. Rows without regions are of reports, not of cases.
Of several the most frequent wins. Cohorts: ``CX`` are final-year students, ``Y`` and ``Y-1``
the graduates of the year of the date and of the year before.
"""

from __future__ import annotations

from calendar import MONDAY, monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from marshrut.asof import ONE_DAY
from marshrut.classifiers import Term, classifier

COHORTS = ("CX", "Y", "Y-1")
WEEKLY = "MON"
MONTHLY = "*"
MONTH_END = "end"
GRACE = timedelta(days=5)
"""How much older than its cadence news may be before the case is stale (domain 11.1)."""


def named_regions() -> tuple[str, ...]:
    """The regions that have cadences of their own."""
    terms = classifier("cadences").terms.values()
    return tuple(sorted({region for term in terms for region in term.words("regions")}))


def cadence(region: str | None, cohort: str, day: date) -> Term | None:
    """The cadence of the cases of a cohort in a region on ``day``, if there is one."""
    in_force = [
        term
        for term in classifier("cadences").terms.values()
        if concerns(term, region) and cohort in term.words("cohorts") and in_window(term, day)
    ]
    return min(in_force, key=interval, default=None)


def interval(term: Term) -> timedelta:
    """How old news may become by the cadence."""
    return timedelta(days=int(term.extra["days"]))


def next_cutoff(term: Term, day: date, *, weekday: int = MONDAY) -> date:
    """The first day of reckoning of the cadence on or after ``day``, in its months or not.

    ``weekday`` is that of a weekly cadence, 0 for Monday.
    """
    return min(_cutoff(word, day, weekday) for word in term.words("cutoffs"))


def concerns(term: Term, region: str | None) -> bool:
    """Whether the cadence says how often the cases of the region are looked at."""
    if region in named_regions():
        return region in term.words("regions")
    return term.flag("default")


def in_window(term: Term, day: date) -> bool:
    """Whether the months hold ``day``; a window may go over the end of the year."""
    if not term.extra["from_month"]:
        return True
    first, last = int(term.extra["from_month"]), int(term.extra["to_month"])
    if first <= last:
        return first <= day.month <= last
    return day.month >= first or day.month <= last


def _cutoff(word: str, day: date, weekday: int) -> date:
    if word == WEEKLY:
        return day + ONE_DAY * ((weekday - day.weekday()) % 7)
    return next(cutoff for cutoff in _cutoffs(word, day) if cutoff >= day)


def _cutoffs(word: str, day: date) -> Iterator[date]:
    """The days that ``word`` (``*-20``, ``02-end``, ``12-31``) names, this month's first."""
    month, _, last = word.partition("-")
    for ahead in range(13):
        years, index = divmod(day.month - 1 + ahead, 12)
        if month in {MONTHLY, f"{index + 1:02}"}:
            year, end = day.year + years, monthrange(day.year + years, index + 1)[1]
            yield date(year, index + 1, end if last == MONTH_END else int(last))
