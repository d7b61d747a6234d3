"""The demo written into a ledger: every story told in memory, then all of them in one order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

from api.demo.calendar import Calendar
from api.demo.chapters import Chapter, chapters, open_service
from api.demo.exchange import exchange
from api.demo.extracts import runs
from api.demo.plans import plans
from api.demo.records import records
from api.demo.register import register
from api.demo.reports import reports
from api.demo.sorting import Sorter, sorter
from api.demo.tables import Region, School, regions, schools
from api.settings import Settings
from marshrut.application import organisations
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.ledger.case_lookup_many import register_new_cases
from marshrut.ledger.restoring import restore
from marshrut.ledger.rows import StoredRecord
from marshrut.policy import Actor, Role

MANY_CASES = 1_500
"""From so many on it is worth starting processes to tell them."""

ROWS_A_STEP = 1_000

Advance = Callable[[int, int], None]
Progress = Callable[[str], AbstractContextManager[Advance]]
"""Shows how far a part of the work has come, under its name."""


def load(
    settings: Settings,
    calendar: Calendar,
    *,
    number: int,
    folder: Path,
    progress: Progress,
    workers: int | None = None,
) -> list[str]:
    """Record the demo of ``number`` cases; answers what was refused, which is nothing.

    ``folder`` holds for a while what is told and not yet written: memory does not grow with it.
    ``workers`` are processes, by default as many as there are processors.
    """
    service, _ = open_service(settings, calendar)
    with closing(service), sorter(folder) as told:
        _register_organisations(service)
        told.add(register(service, calendar))
        told.add(plans(service, calendar))
        told.add(reports(service, calendar))
        told.add(records(service, calendar, cases=number))
        told.add(exchange(service, calendar, number))
        told.add(runs(service, calendar))
        with progress("Inventing graduates") as advance:
            workers = workers or (os.cpu_count() or 1 if number >= MANY_CASES else 1)
            done, refused = 0, []
            for chapter in chapters(settings, calendar, number=number, workers=workers):
                done += _kept(service, told, chapter)
                refused += chapter.refused
                advance(done, number)
        with progress("Writing the ledger") as advance:
            after = service.ledger.head().position
            rows = _counted(told.rows(after=after), len(told), advance)
            restore(service.ledger.recorder, rows=rows)
    return refused


def _kept(service: Service, told: Sorter, chapter: Chapter) -> int:
    """Keep a chapter for the ledger, and make its cases findable; how many these are."""
    told.add(chapter.events)
    with service.ledger.appending() as connection:
        register_new_cases(connection, cases=chapter.cases)
    return len(chapter.cases)


def _counted(rows: Iterable[StoredRecord], total: int, advance: Advance) -> Iterator[StoredRecord]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % ROWS_A_STEP == 0 or done == total:
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
