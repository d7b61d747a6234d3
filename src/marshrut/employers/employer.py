"""An employer through valid time: what it is called, its industry, whether it is of the ОПК."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from marshrut import dated
from marshrut.asof import Period
from marshrut.dated import check_change, passport_on
from marshrut.employers.events import EmployerChanged, EmployerRegistered, Passport
from marshrut.events import Aggregate, Event, Stamp
from marshrut.refusals import refuse

NAMESPACE = UUID("0c8d4f6a-7b1e-5a43-9f52-3d6e1b9a2c70")
OPK = "OPK"
"""The industry that is the complex itself; whoever is of it, is of the complex."""

Stretches = list[tuple[Period, Passport]]


def employer_id(inn: str) -> UUID:
    """The id of the employer: its ИНН is its natural key, so it names the stream."""
    return uuid5(NAMESPACE, inn)


class Employer(Aggregate):
    """A legal entity at which graduates work."""

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.inn = ""
        self.events: list[Event] = []

    def apply(self, event: Event) -> None:
        """Take in one event."""
        if isinstance(event, EmployerRegistered):
            self.inn = event.inn
        self.events.append(event)

    @classmethod
    def register(cls, inn: str, passport: Passport, *, by: Stamp) -> Employer:
        """Make an employer known. Raises ``Refused``: ``OPK_INDUSTRY``."""
        _check_opk([(Period(date.min), passport)])
        employer = cls(employer_id(inn))
        employer.trigger(EmployerRegistered, by=by, inn=inn, passport=passport)
        return employer

    def change(
        self,
        changes: dict[str, Any],
        *,
        effective_on: date | None,
        by: Stamp,
        reason: str | None = None,
    ) -> None:
        """Replace fields from a day on, or say that they were wrong from the start, and why.

        Raises ``Refused``: no reason, an unknown field, a value out of shape, ``OPK_INDUSTRY``.
        """
        if effective_on is None and reason is None:
            raise refuse("REQUIRED", field="reason", expected="1–1000 characters")
        changes = with_opk(changes)
        allowed = Passport.__struct_fields__
        check_change(self.on(effective_on or date.min), changes, allowed=allowed)
        said: dict[str, Any] = {"effective_on": effective_on, "changes": changes, "reason": reason}
        event = EmployerChanged(originator_version=self.version + 1, by=by, **said)
        _check_opk(stretches([*self.events, event]))
        self.trigger(EmployerChanged, by=by, **said)

    def on(self, day: date) -> Passport:
        """The passport on ``day``."""
        return passport_on(day, stretches(self.events))


def stretches(events: Sequence[Event]) -> Stretches:
    """The passport through valid time, as known by ``events``; the first holds since ever."""
    registered = next(e for e in events if isinstance(e, EmployerRegistered))
    changes = [e for e in events if isinstance(e, EmployerChanged)]
    return dated.stretches(registered.passport, changes)


def opk_days(events: Sequence[Event]) -> list[tuple[date, bool]]:
    """From which days on the employer is of the ОПК and not of it; the first says since ever."""
    runs = groupby(stretches(events), key=lambda stretch: stretch[1].opk)
    return [(next(run)[0].start, opk) for opk, run in runs]


def passport_of(fields: dict[str, Any]) -> Passport:
    """The passport of what is said of a new employer; of the ОПК it is only where that is said."""
    return Passport(**{"opk": False, **with_opk(fields)})


def with_opk(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with what follows from the industry; what was said otherwise stays, to be told."""
    return {"opk": True, **fields} if fields.get("industry") == OPK else fields


def _check_opk(found: Stretches) -> None:
    if any(p.industry == OPK and not p.opk for _, p in found):
        raise refuse("OPK_INDUSTRY", field="opk")
