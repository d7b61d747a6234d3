"""The register of employers in the demo: entered on the first day, now and then changed.

Each employer is told by decisions on it, every rule asked. Some are never entered: of the industry
of those who work there nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from api.demo.calendar import Calendar, working_day
from api.demo.sorting import Told, stored_at
from api.demo.tables import employers, rows
from marshrut.application.service import Service
from marshrut.employers.employer import Employer, passport_of
from marshrut.events import Stamp
from marshrut.policy import Role

ENTERED_AT, CHANGED_AT = time(10, 5), time(11, 40)
PAUSE = timedelta(minutes=3)


class Change(NamedTuple):
    """A line of the table: what became known of an employer, and on which day."""

    on: date
    effective_on: date | None
    changes: dict[str, Any]
    reason: str


def register(service: Service, calendar: Calendar) -> Iterator[Told]:
    """The events of all employers, as they are stored: each region's base centre enters its own."""
    first = working_day(calendar.first)
    for region, here in groupby(employers(), key=attrgetter("region")):
        zone, by = service.zone(region), Stamp(actor=f"bck-{region}", role=Role.BCK_STAFF)
        moment = datetime.combine(first, ENTERED_AT, tzinfo=zone)
        for one in (employer for employer in here if employer.registered):
            said = {
                "name": one.name,
                "industry": one.industry,
                "region_code": region,
                "ogrn": one.ogrn,
            }
            passport = passport_of(said | ({"opk": True} if one.opk else {}))
            employer = Employer.register(one.inn, passport, by=by)
            yield from stored_at(service, employer, moment)
            moment += PAUSE
            for on, effective_on, changes, reason in _changes(one.number):
                if first < on <= calendar.until:
                    employer.change(changes, effective_on=effective_on, reason=reason, by=by)
                    later = datetime.combine(on, CHANGED_AT, tzinfo=zone)
                    yield from stored_at(service, employer, later)


def _changes(number: str) -> Iterator[Change]:
    for row in rows("employer_changes"):
        if row["number"] == number:
            since = date.fromisoformat(row["effective_on"]) if row["effective_on"] else None
            changes = msgspec.json.decode(row["changes"])
            yield Change(date.fromisoformat(row["on"]), since, changes, row["reason"])
