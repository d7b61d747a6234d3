"""Stories told some hundreds at a time, by one process or by as many as there are processors.

Whoever tells them, they are the same and come in the same order: each case has its own lots.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, time
from functools import cache
from itertools import islice
from typing import NamedTuple

from api.demo.calendar import Calendar
from api.demo.cast import graduate
from api.demo.clock import DemoClock
from api.demo.retelling import Retold, retell
from api.demo.sorting import Told
from api.demo.stories import story
from api.settings import Settings
from marshrut.application.service import Service
from marshrut.ledger.case_lookup_many import NewCase
from marshrut.ledger.clock import microseconds_of
from marshrut.ledger.master_key import load_master_key

CASES_AT_ONCE = 250
AHEAD = 2
"""Chapters that a process may be ahead of the one that writes: memory holds no more of them."""


class Part(NamedTuple):
    """What to tell, and where: the cases from ``first`` to before ``last``."""

    settings: Settings
    calendar: Calendar
    first: int
    last: int


class Chapter(NamedTuple):
    """The told cases: their events, what they are found by, what was refused (nothing)."""

    events: list[Told]
    cases: list[NewCase]
    refused: list[str]


def open_service(settings: Settings, calendar: Calendar) -> tuple[Service, DemoClock]:
    """A service, to be closed, whose clock the story sets."""
    clock = DemoClock(datetime.combine(calendar.first, time(0), tzinfo=UTC))
    service = Service(
        database_url=settings.database_url,
        keys_url=settings.keys_url,
        master_key=load_master_key(settings.master_key_path()),
        clock=clock,
    )
    return service, clock


def chapters(
    settings: Settings, calendar: Calendar, *, number: int, workers: int
) -> Iterator[Chapter]:
    """The stories of ``number`` cases, in order."""
    parts = (
        Part(settings, calendar, first, min(number, first + CASES_AT_ONCE))
        for first in range(0, number, CASES_AT_ONCE)
    )
    if workers == 1:
        service, clock = open_service(settings, calendar)
        with closing(service):
            yield from (_told(service, clock, part) for part in parts)
        return
    # Threads and engines do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        ahead = deque(pool.submit(_told_apart, part) for part in islice(parts, workers * AHEAD))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(_told_apart, part) for part in islice(parts, 1))


_own_service = cache(open_service)
"""The service of a process that tells for another; it goes with the process."""


def _told_apart(part: Part) -> Chapter:
    service, clock = _own_service(part.settings, part.calendar)
    return _told(service, clock, part)


def _told(service: Service, clock: DemoClock, part: Part) -> Chapter:
    calendar = part.calendar
    cast = [who for n in range(part.first, part.last) if (who := graduate(calendar, n))]
    keys = service.keys.create_many({who.case_id for who in cast})
    retold = [
        retell(service, clock, who, story(calendar, who), key=keys[who.case_id]) for who in cast
    ]
    return Chapter(
        [event for one in retold for event in _stored(service, one)],
        [one.case for one in retold],
        [str(error) for one in retold for error in one.refused],
    )


def _stored(service: Service, one: Retold) -> Iterator[Told]:
    for at, events in one.recorded:
        for event in map(service.ledger.mapper.stored, events):
            moment, version = microseconds_of(at), event.originator_version
            yield moment, one.case.case_id, version, event.topic, event.state
