"""The calendar of monitoring: the cut-offs of each cadence, and the days that each is of.

Domain 11.1. A cut-off is the last of its days, inclusive. The first is the day after the cut-off
before; or that of the window of months, or of its entry (``opens``), where that is later.
"""

from __future__ import annotations

from calendar import MONDAY
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from marshrut.asof import ONE_DAY
from marshrut.classifiers import Term, classifier
from projections.work_lists.cadences import (
    WEEKLY,
    concerns,
    in_window,
    next_cutoff,
)

LONGEST_GAP = timedelta(days=366)
"""Between two cut-offs of any cadence."""


class CutOff(NamedTuple):
    """A cut-off and the first of the days that it is of; both are inclusive."""

    first: date
    on: date


def cadence_terms() -> tuple[Term, ...]:
    """Every cadence, in the order of the classifier."""
    return tuple(classifier("cadences").terms.values())


def weekly(term: Term) -> bool:
    """Whether the cadence goes by a day of the week."""
    return WEEKLY in term.words("cutoffs")


def of_cases(term: Term) -> bool:
    """Whether the cadence says how often cases are looked at, and so when one is stale."""
    return bool(term.words("regions")) or term.flag("default")


def in_force(term: Term, region: str | None) -> bool:
    """Whether the cadence holds in the region; one that is not of cases holds everywhere."""
    return not of_cases(term) or concerns(term, region)


def cutoffs(term: Term, first: date, last: date, *, weekday: int = MONDAY) -> Iterator[CutOff]:
    """The cut-offs from ``first`` to ``last``, both inclusive; on request there are none."""
    for day in _days(term, first, last, weekday):
        yield CutOff(_opens(term, day, weekday), day)


def next_on(term: Term, day: date, *, weekday: int = MONDAY) -> CutOff | None:
    """The cut-off whose report falls due first: on ``day`` or after it."""
    return next(cutoffs(term, day, day + 2 * LONGEST_GAP, weekday=weekday), None)


def last_on(term: Term, day: date, *, weekday: int = MONDAY) -> CutOff | None:
    """The last cut-off before ``day``."""
    past = list(_days(term, day - LONGEST_GAP, day - ONE_DAY, weekday))
    return CutOff(_opens(term, past[-1], weekday), past[-1]) if past else None


def _days(term: Term, first: date, last: date, weekday: int) -> Iterator[date]:
    if not term.words("cutoffs"):
        return
    day = next_cutoff(term, first, weekday=weekday)
    while day <= last:
        if in_window(term, day):
            yield day
        day = next_cutoff(term, day + ONE_DAY, weekday=weekday)


def _opens(term: Term, cutoff: date, weekday: int) -> date:
    """The first of the days that the cut-off is of."""
    past = list(_days(term, cutoff - LONGEST_GAP, cutoff - ONE_DAY, weekday))
    begun = [day + ONE_DAY for day in past[-1:]] or [cutoff - LONGEST_GAP + ONE_DAY]
    named = [_before(word, cutoff) for word in term.words("opens")]
    if term.extra["from_month"]:
        named.append(_before(f"{int(term.extra['from_month']):02}-01", cutoff))
    return max(*begun, *named) if named else begun[0]


def _before(word: str, day: date) -> date:
    """The last ``MM-DD`` on or before ``day``."""
    month, number = map(int, word.split("-"))
    there = date(day.year, month, number)
    return there if there <= day else there.replace(year=day.year - 1)
