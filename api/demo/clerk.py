"""Whoever records what of a region: each record told by decisions on it, every rule asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from api.demo.calendar import Calendar, working_day
from api.demo.cast import drawn_id
from api.demo.chances import lots
from api.demo.sorting import Told, stored_at
from marshrut.application.service import Service
from marshrut.events import Stamp
from marshrut.policy import Role
from marshrut.records.kinds import kinds
from marshrut.records.record import Record, Whose
from marshrut.records.shapes import shaped_fields

DAY_OF_WORK = (9 * 60, 17 * 60)
"""Minutes of the day between which records are made."""


class Later(NamedTuple):
    """A change of a record: on which day, to which state, what else is otherwise.

    ``region``: the other region, whose base centre says so.
    """

    on: date
    state: str | None = None
    fields: Mapping[str, Any] = {}
    region: str | None = None


class Clerk(NamedTuple):
    """Who records what of a region."""

    service: Service
    calendar: Calendar
    region: str

    def told(
        self,
        kind_code: str,
        identity: UUID,
        day: date,
        fields: Mapping[str, Any],
        *later: Later,
        school: str | None = None,
        role: Role | None = None,
    ) -> Iterator[Told]:
        """The events of a record, each known on the working day of what it says."""
        kind, own = kinds()[kind_code], lots("record", identity)
        first = working_day(max(day, self.calendar.first))
        if first > self.calendar.until:
            return
        role = role or (Role.CK_STAFF if school else Role.BCK_STAFF)
        of_school = school if role is Role.CK_STAFF else None
        who = (
            f"centre-{school.lower()}"
            if of_school and school
            else f"{role[:3].lower()}-{self.region}"
        )
        by = Stamp(actor=who, role=role, organisation=of_school)
        record = Record.open(
            identity,
            kind,
            Whose(self.region, school),
            entry_id=drawn_id(own),
            effective_on=first,
            fields=shaped_fields(kind, fields, on=first, clearing=False),
            by=by,
        )
        yield from stored_at(self.service, record, self._moment(first, own.randint(*DAY_OF_WORK)))
        last = first
        for each in later:
            on = working_day(each.on)
            if not last < on <= self.calendar.until:
                continue
            last = on
            record.change(
                entry_id=drawn_id(own),
                effective_on=on,
                state=each.state,
                fields=shaped_fields(kind, each.fields, on=on, clearing=True),
                by=by if each.region is None else _base_centre(each.region),
            )
            moment = self._moment(on, own.randint(*DAY_OF_WORK))
            yield from stored_at(self.service, record, moment)

    def _moment(self, day: date, minute: int) -> datetime:
        zone = self.service.zone(self.region)
        return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)


def _base_centre(region: str) -> Stamp:
    return Stamp(actor=f"bck-{region}", role=Role.BCK_STAFF)
