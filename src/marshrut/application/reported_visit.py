"""Coming to a series of reported values to write: the order of checks of semantics S17."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import recalled
from marshrut.indicators.reported import ReportedSeries, Subject
from marshrut.ledger.errors import IdempotencyConflict, VersionConflict
from marshrut.ledger.idempotency import Answer, remember
from marshrut.policy import Action, Actor, in_scope, may
from marshrut.refusals import refuse

CREATED = 201


class SavedValue(msgspec.Struct, frozen=True):
    """A reported value was written: in which entry, at which position, to which version."""

    indicator_id: str
    entry_id: UUID
    position: int
    version: int


class Repeated(Exception):  # noqa: N818 - not an error: the same question again
    """The request was answered before; the answer is the same (semantics S19)."""

    def __init__(self, saved: SavedValue) -> None:
        super().__init__("answered before")
        self.saved = saved


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
    check_not_repeated(service, request)
    if request.if_match is None:
        raise refuse("PRECONDITION_REQUIRED")
    if request.if_match != series.version:
        raise refuse("STALE_VERSION", given=request.if_match, current=series.version)


def sees(actor: Actor, subject: Subject) -> bool:
    """Whether the subject is the actor's business: a school sees its own values alone."""
    return in_scope(actor, organisation=subject.organisation or "", region=subject.region_code)


def deciding(subject: Subject) -> Action:
    """What it takes to approve or return a report on the subject."""
    whole = subject.organisation is None
    return Action.APPROVE_REGION_VALUES if whole else Action.APPROVE_SCHOOL_VALUES


def check_right(actor: Actor, action: Action) -> None:
    """Raise ``Refused`` (``FORBIDDEN``) for one who has not the right."""
    if not may(actor, action):
        raise refuse("FORBIDDEN", role=actor.role)


def check_not_repeated(service: Service, request: Request) -> None:
    """Raise ``Repeated``, or ``Refused``: ``IDEMPOTENCY_KEY_REUSED`` (S19)."""
    answer = recalled(service, request)
    if answer is not None:
        raise Repeated(msgspec.json.decode(answer.answer, type=SavedValue))


def save(visit: SeriesVisit) -> SavedValue:
    """Append what was decided, with the answer to the request's key, or nothing.

    Raises ``VersionConflict`` where another writer was faster, ``Repeated`` where it was the very
    same request.
    """
    service, request, series = visit.service, visit.request, visit.series
    events = series.collect_events()

    def record(connection: Connection) -> SavedValue:
        positions = service.ledger.append(events, connection=connection)
        indicator_id = series.subject.indicator_id
        saved = SavedValue(indicator_id, visit.entry_id, positions[-1], series.version)
        if request.idempotency is not None:
            remember(
                connection,
                actor=request.actor.actor_id,
                key=request.idempotency.key,
                fingerprint=request.idempotency.fingerprint,
                answer=Answer(CREATED, f'"{saved.version}"', msgspec.json.encode(saved).decode()),
            )
        return saved

    try:
        return service.ledger.appending_together(record)
    except (VersionConflict, IdempotencyConflict):
        check_not_repeated(service, request)
        raise
