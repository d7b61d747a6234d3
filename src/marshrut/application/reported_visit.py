"""Coming to a series of reported values to write: the order of checks of semantics S17."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from marshrut.application import plain_writes
from marshrut.application.plain_writes import check_not_repeated, check_right, check_version
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.indicators.reported import ReportedSeries, Subject
from marshrut.policy import Action, Actor, in_scope
from marshrut.refusals import refuse


class SavedValue(msgspec.Struct, frozen=True):
    """A reported value was written: in which entry, at which position, to which version."""

    indicator_id: str
    entry_id: UUID
    position: int
    version: int


@dataclass(kw_only=True)
class SeriesVisit:
    """The series of a subject, opened for writing; ``entry_id``: the report in question."""

    service: Service
    request: Request
    series: ReportedSeries
    entry_id: UUID

    @property
    def today(self) -> date:
        """The date in the region of the subject (semantics S11)."""
        return self.service.today(self.series.subject.region_code)


def visit_report(service: Service, request: Request, series: UUID, entry_id: UUID) -> SeriesVisit:
    """Come to a report that there is. Raises ``Refused`` (``NOT_FOUND``), also out of scope."""
    known = service.reported_series(series)
    if known is None or entry_id not in known.entries or not sees(request.actor, known.subject):
        raise refuse("NOT_FOUND")
    return SeriesVisit(service=service, request=request, series=known, entry_id=entry_id)


def check_visit(visit: SeriesVisit, *, action: Action) -> None:
    """The right, the key, the version, in this order. Raises ``Refused`` or ``Repeated``."""
    service, request, series = visit.service, visit.request, visit.series
    check_right(request.actor, action)
    check_not_repeated(service, request, SavedValue)
    check_version(request, series.version)


def sees(actor: Actor, subject: Subject) -> bool:
    """Whether the subject is the actor's business: a school sees its own values alone."""
    return in_scope(actor, organisation=subject.organisation or "", region=subject.region_code)


def deciding(subject: Subject) -> Action:
    """What it takes to approve or return a report on the subject."""
    whole = subject.organisation is None
    return Action.APPROVE_REGION_VALUES if whole else Action.APPROVE_SCHOOL_VALUES


def save(visit: SeriesVisit) -> SavedValue:
    """Append what was decided. Raises ``VersionConflict`` or ``Repeated``."""
    series = visit.series

    def answer(positions: Sequence[int]) -> SavedValue:
        indicator_id = series.subject.indicator_id
        return SavedValue(indicator_id, visit.entry_id, positions[-1], series.version)

    return plain_writes.save(visit.service, visit.request, series, SavedValue, answer)
