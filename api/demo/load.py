"""The demo written into a ledger: every story told in memory, then all of them in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from api.demo.calendar import Calendar
from api.demo.cast import Graduate, graduate
from api.demo.clock import DemoClock
from api.demo.retelling import Retold, retell
from api.demo.sorting import Sorter, Told, sorter
from api.demo.stories import story
from api.demo.tables import Region, School, regions, schools
from api.settings import Settings
from marshrut.application import organisations
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.ledger.case_lookup_many import register_new_cases
from marshrut.ledger.clock import microseconds_of
from marshrut.ledger.master_key import load_master_key
from marshrut.ledger.restoring import restore
from marshrut.ledger.rows import StoredRecord
from marshrut.policy import Actor, Role
from marshrut.refusals import Refused

CASES_AT_ONCE = 500

Advance = Callable[[int, int], None]
Progress = Callable[[str], AbstractContextManager[Advance]]
"""Shows how far a part of the work has come, under its name."""


def load(
    settings: Settings, calendar: Calendar, *, number: int, folder: Path, progress: Progress
) -> list[Refused]:
    """Record the demo of ``number`` cases; answers what was refused, which is nothing.

    ``folder`` holds for a while what is told and not yet written: memory does not grow with it.
    """
    clock = DemoClock(datetime.combine(calendar.first, time(0), tzinfo=UTC) - timedelta(days=1))
    service = Service(
        database_url=settings.database_url,
        keys_url=settings.keys_url,
        master_key=load_master_key(settings.master_key_path()),
        clock=clock,
    )
    with closing(service), sorter(folder) as told:
        _register_organisations(service)
        with progress("Inventing graduates") as advance:
            refused = list(_tell(service, clock, calendar, told, number=number, advance=advance))
        with progress("Writing the ledger") as advance:
            after = service.ledger.head().position
            rows = _counted(told.rows(after=after), len(told), advance)
            restore(service.ledger.recorder, rows=rows)
    return refused


def _tell(
    service: Service,
    clock: DemoClock,
    calendar: Calendar,
    told: Sorter,
    *,
    number: int,
    advance: Advance,
) -> Iterator[Refused]:
    """Tell the stories into the sorter, make the cases findable; yields what was refused."""
    for first in range(0, number, CASES_AT_ONCE):
        last = min(number, first + CASES_AT_ONCE)
        parts = [who for n in range(first, last) if (who := graduate(calendar, n)) is not None]
        retold = list(_retold(service, clock, calendar, parts))
        told.add(event for one in retold for event in _stored(service, one))
        with service.ledger.appending() as connection:
            register_new_cases(connection, cases=[one.case for one in retold])
        for one in retold:
            yield from one.refused
        advance(last, number)


def _retold(
    service: Service, clock: DemoClock, calendar: Calendar, parts: list[Graduate]
) -> Iterator[Retold]:
    keys = service.keys.create_many({who.case_id for who in parts})
    for who in parts:
        yield retell(service, clock, who, story(calendar, who), key=keys[who.case_id])


def _stored(service: Service, one: Retold) -> Iterator[Told]:
    for at, events in one.recorded:
        for event in map(service.ledger.mapper.stored, events):
            moment, version = microseconds_of(at), event.originator_version
            yield moment, one.case.case_id, version, event.topic, event.state


def _counted(rows: Iterable[StoredRecord], total: int, advance: Advance) -> Iterator[StoredRecord]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % CASES_AT_ONCE == 0 or done == total:
            advance(done, total)


def _register_organisations(service: Service) -> None:
    admin = Request(actor=Actor(actor_id="demo", role=Role.ADMIN), correlation_id="demo")
    for region in regions().values():
        organisations.register(service, admin, code=region.base_centre, **_base_centre(region))
    for school in schools():
        organisations.register(service, admin, code=school.code, **_passport(school))


def _base_centre(region: Region) -> dict[str, object]:
    return {
        "name": region.base_name,
        "region_code": region.code,
        "municipality": region.municipality,
        "founder_type": "REGIONAL_EDU",
        "has_centre": True,
        "centre_kind": "CENTRE",
        "org_kind": "BCK",
    }


def _passport(school: School) -> dict[str, object]:
    return {
        "name": school.name,
        "short_name": school.short_name,
        "region_code": school.region,
        "municipality": school.municipality,
        "founder_type": school.founder_type,
        "has_centre": school.has_centre,
        "centre_kind": school.centre_kind,
    }
