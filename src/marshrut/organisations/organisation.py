"""An organisation through valid time: the school of a case, its region and its career centre."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from marshrut.asof import Period
from marshrut.events import Aggregate, Event, Stamp
from marshrut.organisations.events import OrganisationChanged, OrganisationRegistered, Passport
from marshrut.refusals import Refused, finding, refuse

NAMESPACE = UUID("5a3d1b52-4d0e-5c0b-9d53-6f2f0f2f7c11")


def organisation_id(code: str) -> UUID:
    """The id of the organisation ``code``: the code is its natural key, so it names the stream."""
    return uuid5(NAMESPACE, code)


class Organisation(Aggregate):
    """A school, a centre or an authority, dated as everything else."""

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.code = ""
        self.events: list[Event] = []

    def apply(self, event: Event) -> None:
        """Take in one event."""
        if isinstance(event, OrganisationRegistered):
            self.code = event.code
        self.events.append(event)

    @classmethod
    def register(cls, code: str, passport: Passport, *, by: Stamp) -> Organisation:
        """Make an organisation known."""
        organisation = cls(organisation_id(code))
        organisation.trigger(OrganisationRegistered, by=by, code=code, passport=passport)
        return organisation

    def change(self, changes: dict[str, Any], *, effective_on: date, by: Stamp) -> None:
        """Replace fields from a day on. Raises ``Refused``: unknown field, value out of shape."""
        known = set(Passport.__struct_fields__) - {"region_code"}
        unknown = [finding("UNKNOWN_FIELD", field=f, allowed=known) for f in changes.keys() - known]
        if unknown:
            raise Refused(*unknown)
        try:
            _replaced(self.on(effective_on), changes)
        except msgspec.ValidationError as error:
            field = str(error).partition("$.")[2].rstrip("`") or "changes"
            raise refuse("INVALID", field=field, expected=error) from error
        self.trigger(OrganisationChanged, by=by, effective_on=effective_on, changes=changes)

    def on(self, day: date) -> Passport:
        """The passport on ``day``."""
        return next(p for period, p in reversed(stretches(self.events)) if period.start <= day)


def stretches(events: list[Event]) -> list[tuple[Period, Passport]]:
    """The passport through valid time, as known by ``events``; the first holds since ever."""
    registered = next(e for e in events if isinstance(e, OrganisationRegistered))
    changes = [e for e in events if isinstance(e, OrganisationChanged)]
    versions = [(date.min, registered.passport)]
    for change in sorted(changes, key=lambda e: (e.effective_on, e.originator_version)):
        versions.append((change.effective_on, _replaced(versions[-1][1], change.changes)))
    distinct = dict(versions)  # of several changes on one day the last holds
    ends = [*list(distinct)[1:], None]
    return [(Period(day, end), p) for (day, p), end in zip(distinct.items(), ends, strict=True)]


def _replaced(passport: Passport, changes: dict[str, Any]) -> Passport:
    fields = {**msgspec.to_builtins(passport), **msgspec.to_builtins(changes)}
    return msgspec.convert({k: v for k, v in fields.items() if v is not None}, Passport)
