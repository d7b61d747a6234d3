"""An organisation through valid time: the school of a case, its region and its career centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from marshrut import dated
from marshrut.asof import Period
from marshrut.dated import check_change, passport_on
from marshrut.events import Aggregate, Event, Stamp
from marshrut.organisations.events import OrganisationChanged, OrganisationRegistered, Passport

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
        allowed = set(Passport.__struct_fields__) - {"region_code"}
        check_change(self.on(effective_on), changes, allowed=allowed)
        self.trigger(OrganisationChanged, by=by, effective_on=effective_on, changes=changes)

    def on(self, day: date) -> Passport:
        """The passport on ``day``."""
        return passport_on(day, stretches(self.events))


def stretches(events: Sequence[Event]) -> list[tuple[Period, Passport]]:
    """The passport through valid time, as known by ``events``; the first holds since ever."""
    registered = next(e for e in events if isinstance(e, OrganisationRegistered))
    changes = [e for e in events if isinstance(e, OrganisationChanged)]
    return dated.stretches(registered.passport, changes)
