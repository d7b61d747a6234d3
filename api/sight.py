"""Who may see which case, at which point (semantics S12, S15, S21)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from uuid import UUID

from api.context import actor, projections, require, service, shows_person
from api.looks import emergency_to, note
from api.point import Point, asked_point
from api.texts import label
from marshrut.application.record_references import sees_record
from marshrut.asof import AsOf
from marshrut.cases.casework import Consent
from marshrut.cases.consents import consent_on
from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.cases.history import History
from marshrut.cases.sealed import Opener
from marshrut.ledger.ledger import Record
from marshrut.ledger.sealing import unseal
from marshrut.organisations.events import OrganisationRegistered, Passport
from marshrut.organisations.organisation import organisation_id, stretches
from marshrut.policy import Action, in_scope, receiving_regions, sees_notes
from marshrut.records.events import RecordOpened
from marshrut.refusals import refuse
from projections.case_view import CaseView
from projections.population import Scope
from projections.present import opened_to, present_in

MOVED, TRANSFER = "RELOCATED_REGION", "TRANSFER_OTHER_REGION"
"""The category of whoever has moved, and the consent to being handed over."""


def sighted(
    case_id: UUID, query: dict[str, Any], *, former: bool = False
) -> tuple[CaseView, Point, bool]:
    """The case at the point asked for, and whether the reader has it whole.

    So have the present school, and the region to which its coordination is open. With ``former``
    the school that the case was in at that point may read it too, without the person. Raises
    ``Refused``: ``NOT_FOUND`` also for what is out of scope, ``FORBIDDEN``.
    """
    point = asked_point(query)
    records = service().ledger.records_of(case_id)
    if not records or not isinstance(records[0].event, CaseOpened):
        raise refuse("NOT_FOUND")
    known = [record for record in records if record.position <= point.known_position]
    head = AsOf(service().today(), records[-1].position)
    present = _is_ours(records, head)
    received = not present and _is_received(case_id, records, head.as_of)
    whole = present or received
    if not known or not (whole or (former and _is_ours(known, point.asof))):
        raise refuse("NOT_FOUND")
    require(Action.READ_CASES)
    named = present or (received and _consents(records, head.as_of))
    return view_of(case_id, known, present=named, notes=present), point, whole


def seen_now(case_ids: Collection[UUID]) -> set[UUID]:
    """Those of the cases, of any point, whose entries and events the reader sees by now (S15)."""
    scope = Scope.of(actor())
    if not case_ids or scope == Scope():
        return set(case_ids)
    return present_in(projections(), case_ids, scope=scope, today=service().today())


def own_school(code: str) -> bool:
    """Whether the organisation, by all that is known, is in the reader's scope today."""
    school = service().organisation(code)
    region = school.on(service().today()).region_code if school else None
    return school is not None and in_scope(actor(), organisation=code, region=region)


def sees_joined_event(position: int) -> bool:
    """Whether the event at the position is of an organisation in scope, or of a record in sight."""
    (record,) = service().ledger.records_between(after=position - 1, upto=position)
    first = service().ledger.records_of(record.event.originator_id)[0].event
    if isinstance(first, RecordOpened):
        kept = service().record(first.originator_id)
        return kept is not None and sees_record(service(), actor(), kept)
    return isinstance(first, OrganisationRegistered) and own_school(first.code)


def organisation_at(code: str, point: AsOf) -> Passport | None:
    """The organisation at the point, if it was known then."""
    records = service().ledger.records_of(organisation_id(code), upto=point.known)
    periods = stretches([record.event for record in records]) if records else []
    return next((passport for period, passport in periods if period.covers(point.as_of)), None)


def view_of(
    case_id: UUID, known: list[Record], *, present: bool = True, notes: bool = True
) -> CaseView:
    """The case by ``known`` for the caller; the person is not for whom it is not ``present``.

    Nor are restricted notes without ``notes``, whatever the caller's role.
    """
    by_right = present and shows_person()
    emergency = emergency_to(case_id) if present and not by_right else None
    shown = by_right or emergency is not None
    key = service().keys.key_of(case_id)

    def seen() -> None:
        if shown:
            note(case_id, emergency=emergency)

    def noted(function: str) -> bool:
        """Whether restricted notes are the reader's business, or are shown in an emergency."""
        right = notes and sees_notes(actor(), function=function)
        taken = None if right or not (present and notes) else emergency_to(case_id)
        if shown and (right or taken is not None):
            note(case_id, notes=True, emergency=taken)
        return right or taken is not None

    return CaseView(
        case_id=case_id,
        records=known,
        open_seal=None if key is None else _opener(case_id, key, seen),
        shown=shown,
        label=label,
        noted=noted,
    )


def _opener(case_id: UUID, key: bytes, seen: Callable[[], None]) -> Opener:
    """What opens the sealed parts of the case, and tells that it does."""

    def opened(sealed: bytes) -> dict[str, Any]:
        seen()
        return unseal(sealed, key=key, case_id=case_id)

    return opened


def _is_ours(records: list[Record], point: AsOf) -> bool:
    """Whether the school of the case, by ``records`` on the day of the point, is in scope."""
    code = _history(records).organisation(point.as_of)
    school = organisation_at(code, point)
    return school is not None and in_scope(actor(), organisation=code, region=school.region_code)


def _is_received(case_id: UUID, records: list[Record], today: date) -> bool:
    """Whether the graduate has moved (R11), and the coordination is open to a region of theirs."""
    regions = receiving_regions(actor())
    return (
        bool(regions)
        and MOVED in _history(records).state(today).categories
        and bool(opened_to(projections(), [case_id], regions=regions, today=today))
    )


def _consents(records: list[Record], today: date) -> bool:
    """Whether the graduate consents today to being handed over to another region (domain 3.3)."""
    return consent_on(_history(records).of(Consent), TRANSFER, today) is not None


def _history(records: list[Record]) -> History:
    return History(r.event for r in records if isinstance(r.event, CaseEvent))
