"""The act of a destruction, and the extract of the event log, as order No. 179 asks for them.

The order is Roskomnadzor's of 28.10.2022. Nothing in either is personal: the subject is told by
the id of the case, as nothing else of the person is there any more.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from marshrut.application.service import Service
from marshrut.cases.case import Case
from marshrut.cases.destroyed import OTHER
from marshrut.cases.events import CaseEvent, PersonalDataErased
from marshrut.ledger.clock import moment_of
from marshrut.ledger.keys import ErasureAct
from marshrut.ledger.ledger import Record
from marshrut.organisations.events import Passport
from marshrut.refusals import refuse

LEAST = ("NAMES", "BIRTH_DATE")
"""What every case had sealed."""


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the extract: an event, and whether something of it was destroyed."""

    position: int
    recorded_at: datetime
    kind: str | None
    topic: str
    actor: str
    role: str
    destroyed: bool


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """The act. ``exact`` says whether the categories were counted when the key was destroyed."""

    case_id: UUID
    act_number: str
    reason: str
    erased_at: datetime
    actor: str
    organisation: str
    operator: Passport | None
    region_code: str | None
    categories: tuple[str, ...]
    exact: bool
    position: int
    events: tuple[LoggedEvent, ...]


def erasure_act(service: Service, case_id: UUID) -> Act:
    """The act by which the person of the case was erased.

    Raises ``Refused`` (``NOT_FOUND``) where there is none, or it is not done yet.
    """
    case, tombstone = service.case(case_id), service.keys.erasure(case_id)
    if case is None or tombstone is None or not case.erased:
        raise refuse("NOT_FOUND")
    records = service.ledger.records_of(case_id)
    (position,) = (r.position for r in records if isinstance(r.event, PersonalDataErased))
    code = case.history.organisation(tombstone.erased_at.date())
    known = service.organisation(code)
    operator = known.on(tombstone.erased_at.date()) if known else None
    return Act(
        case_id=case_id,
        act_number=tombstone.act_number,
        reason=tombstone.reason,
        erased_at=tombstone.erased_at,
        actor=tombstone.actor,
        organisation=code,
        operator=operator,
        region_code=operator.region_code if operator else None,
        categories=_categories(case, tombstone),
        exact=tombstone.destroyed is not None,
        position=position,
        events=tuple(_line(record) for record in records),
    )


def _categories(case: Case, act: ErasureAct) -> tuple[str, ...]:
    """As they were counted; of an older act what the clear part of the case tells of."""
    if act.destroyed is not None:
        return act.destroyed
    passport = case.history.passport(act.erased_at.date())
    more = any(event.sealed for event in case.events[1:])
    return (*LEAST, *(["SNILS"] if passport.has_snils else []), *([OTHER] if more else []))


def _line(record: Record) -> LoggedEvent:
    event = record.event
    content = getattr(event, "content", None)
    return LoggedEvent(
        position=record.position,
        recorded_at=moment_of(record.recorded_at),
        kind=getattr(content, "KIND", None),
        topic=event.TOPIC,
        actor=event.by.actor,
        role=event.by.role,
        destroyed=isinstance(event, CaseEvent) and event.sealed is not None,
    )
