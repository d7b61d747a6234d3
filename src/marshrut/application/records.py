"""The use cases of records: opening, changing, confirming, correcting, annulling (domain 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from marshrut.application import plain_writes
from marshrut.application.codes import check_codes, no_such_organisation
from marshrut.application.plain_writes import check_not_repeated, check_right, check_version
from marshrut.application.record_references import (
    check_references,
    keeps,
    receives,
    sees_record,
)
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.ledger.errors import VersionConflict
from marshrut.policy import Actor, in_scope
from marshrut.records.kinds import Kind, kinds
from marshrut.records.record import Record, Whose
from marshrut.records.shapes import shaped_fields
from marshrut.refusals import refuse

Guarded = list[tuple[date, date | None, str, dict[str, Any]]]
"""Days from and to, the state, the fields."""


class SavedRecord(msgspec.Struct, frozen=True):
    """A record was written: in which entry, at which position, to which version."""

    record_id: UUID
    entry_id: UUID
    position: int
    version: int


@dataclass(kw_only=True)
class RecordVisit:
    """A record opened for writing."""

    service: Service
    request: Request
    record: Record
    as_receiver: bool = False

    @property
    def kind(self) -> Kind:
        """What it is."""
        return kinds()[self.record.kind]

    @property
    def today(self) -> date:
        """The date in the record's region (semantics S11)."""
        return self.service.today(self.record.whose.region_code)


def begin_record(service: Service, request: Request, kind: Kind) -> None:
    """What is checked before the body is read (S17). Raises ``Refused`` or ``Repeated``."""
    check_right(request.actor, kind.opening)
    check_not_repeated(service, request, SavedRecord)


def open_record(
    service: Service,
    request: Request,
    kind: Kind,
    *,
    effective_on: date,
    fields: Mapping[str, Any],
    state: str | None = None,
    organisation: str | None = None,
    region_code: str | None = None,
    source: str | None = None,
) -> SavedRecord:
    """Make a record known from a day on. Raises ``Refused``, or ``Repeated``.

    Whose it is if nobody says: the actor's own organisation's, or region's.
    """
    whose = _whose(service, request.actor, kind, organisation, region_code)
    check_codes({"source": source}, on=effective_on)
    _check_day(effective_on, service.today(whose.region_code))
    _check_state(request.actor, kind, state)
    said = shaped_fields(kind, fields, on=effective_on, clearing=False)
    check_references(service, request, kind, said)
    _check_opened(request.actor, kind, state, said)
    entry_id = uuid4()
    record = Record.open(
        uuid4(),
        kind,
        whose,
        entry_id=entry_id,
        effective_on=effective_on,
        state=state,
        fields=said,
        by=request.stamp(source),
    )
    return _saved(service, request, record, entry_id)


def visit_record(
    service: Service,
    request: Request,
    kind: Kind,
    record_id: UUID,
    entry_id: UUID | None = None,
) -> RecordVisit:
    """Come to a record in the version that was read, to one of its entries if one is named.

    Raises ``Refused`` or ``Repeated``.
    """
    record = service.record(record_id)
    if record is None or record.kind != kind.code:
        raise refuse("NOT_FOUND")
    if not sees_record(service, request.actor, record):
        raise refuse("NOT_FOUND")
    if entry_id is not None and entry_id not in record.entries:
        raise refuse("NOT_FOUND")
    check_right(request.actor, kind.action)
    as_receiver = not keeps(request.actor, record.whose)
    if as_receiver and (entry_id is not None or not receives(service, request.actor, record)):
        raise refuse("FORBIDDEN", role=request.actor.role)
    check_not_repeated(service, request, SavedRecord)
    check_version(request, record.version)
    return RecordVisit(service=service, request=request, record=record, as_receiver=as_receiver)


def change(
    visit: RecordVisit,
    *,
    effective_on: date,
    state: str | None = None,
    fields: Mapping[str, Any] | None = None,
    reason: str | None = None,
    source: str | None = None,
) -> SavedRecord:
    """Say what is otherwise from a day on; nothing: it was looked at. Raises ``Refused``."""
    check_codes({"source": source}, on=effective_on)
    said = _checked(visit, effective_on, state, fields)
    entry_id, guarded = uuid4(), _guarded(visit)
    visit.record.change(
        entry_id=entry_id,
        effective_on=effective_on,
        state=state,
        fields=said,
        reason=reason,
        by=visit.request.stamp(source),
    )
    _check_guarded(visit, guarded)
    return _saved(visit.service, visit.request, visit.record, entry_id)


def correct(
    visit: RecordVisit,
    entry_id: UUID,
    *,
    reason: str,
    effective_on: date | None = None,
    state: str | None = None,
    fields: Mapping[str, Any] | None = None,
) -> SavedRecord:
    """Replace what was wrong in an entry. Raises ``Refused``."""
    if effective_on is None and state is None and not fields:
        raise refuse("INVALID", field="fields", expected="effective_on, state, fields")
    entry, guarded = visit.record.entries[entry_id], _guarded(visit)
    _check_opening(visit, entry_id)
    said = _checked(visit, effective_on or entry.effective_on, state, fields)
    visit.record.correct(
        entry_id,
        effective_on=effective_on,
        state=state,
        fields=said,
        reason=reason,
        by=visit.request.stamp(None),
    )
    _check_guarded(visit, guarded)
    return _saved(visit.service, visit.request, visit.record, entry_id)


def annul(visit: RecordVisit, entry_id: UUID, *, reason: str) -> SavedRecord:
    """Take an entry back; the opening: the record itself. Raises ``Refused``."""
    _check_opening(visit, entry_id)
    guarded = _guarded(visit)
    visit.record.annul(entry_id, reason=reason, by=visit.request.stamp(None))
    _check_guarded(visit, guarded)
    return _saved(visit.service, visit.request, visit.record, entry_id)


def _checked(
    visit: RecordVisit, day: date, state: str | None, fields: Mapping[str, Any] | None
) -> dict[str, Any]:
    _check_day(day, visit.today)
    _check_state(visit.request.actor, visit.kind, state)
    said = shaped_fields(visit.kind, fields or {}, on=day, clearing=True)
    _check_whose_say(visit, state, said)
    for name in said:
        check_right(visit.request.actor, visit.kind.saying(name))
    check_references(visit.service, visit.request, visit.kind, said)
    return said


def _check_opened(actor: Actor, kind: Kind, state: str | None, said: Mapping[str, Any]) -> None:
    known = kind.by_name
    strange = state is not None and kind.state(state).by_receiver
    if strange or any(known[name].by_receiver for name in said):
        raise refuse("FORBIDDEN", role=actor.role)


def _check_whose_say(visit: RecordVisit, state: str | None, said: Mapping[str, Any]) -> None:
    """Raise ``Refused``: the owner and the receiver say and decide each their own."""
    known = visit.kind.by_name
    parts = [known[name].by_receiver for name in said]
    parts += [visit.kind.state(state).by_receiver] if state is not None else []
    if visit.as_receiver and not parts:
        parts = [False]  # that nothing has changed is for the owner to confirm
    if any(part != visit.as_receiver for part in parts):
        raise refuse("FORBIDDEN", role=visit.request.actor.role)


def _guarded(visit: RecordVisit) -> Guarded:
    """What is said, for which days, in states that not everybody may bring a record to."""
    runs: Guarded = []
    for period, said in visit.record.stretches():
        if visit.kind.state(said.state).takes is None:
            continue
        told = (said.state, dict(said.fields))
        if runs and runs[-1][1] == period.start and runs[-1][2:] == told:
            runs[-1] = (runs[-1][0], period.end, *told)
        else:
            runs.append((period.start, period.end, *told))
    return runs


def _check_guarded(visit: RecordVisit, before: Guarded) -> None:
    """Raise ``Refused`` (``FORBIDDEN``): what was decided by others would be said otherwise."""
    after = _guarded(visit)
    moved = [run for run in before if run not in after] + [
        run for run in after if run not in before
    ]
    for _, _, state, _ in moved:
        check_right(visit.request.actor, visit.kind.reaching(state))


def _check_opening(visit: RecordVisit, entry_id: UUID) -> None:
    """What others have the right to say is put right or taken back by them alone."""
    state = visit.record.entries[entry_id].state
    if state is not None and visit.kind.state(state).by_receiver:
        raise refuse("FORBIDDEN", role=visit.request.actor.role)
    if entry_id == visit.record.opening:
        check_right(visit.request.actor, visit.kind.opening)


def _check_day(day: date, today: date) -> None:
    if day > today:
        raise refuse("FUTURE_ACTUAL", field="effective_on", effective_on=day, today=today)


def _check_state(actor: Actor, kind: Kind, state: str | None) -> None:
    if state is None:
        return
    known = [each.code for each in kind.states]
    if state not in known:
        raise refuse("INVALID", field="state", expected=" | ".join(known))
    check_right(actor, kind.reaching(state))


def _whose(
    service: Service, actor: Actor, kind: Kind, organisation: str | None, region: str | None
) -> Whose:
    """Whose the record will be. Raises ``Refused``: nobody's, or of no business of the actor's."""
    if organisation is not None and region is not None:
        raise refuse("INVALID", field="region_code", expected="organisation | region_code")
    if organisation is None and region is None:
        organisation = actor.organisation
        region = actor.regions[0] if organisation is None and len(actor.regions) == 1 else None
    if organisation is None:
        return _of_region(service, actor, kind, region)
    if kind.whose == "region":
        raise refuse("INVALID", field="organisation", expected="region_code")
    school = service.organisation(organisation)
    found = school.on(service.today()).region_code if school else None
    if found is None or not in_scope(actor, organisation=organisation, region=found):
        raise no_such_organisation(organisation)
    return Whose(found, organisation)


def _of_region(service: Service, actor: Actor, kind: Kind, region: str | None) -> Whose:
    if kind.whose == "organisation":
        raise refuse("REQUIRED", field="organisation", expected="SM-1")
    if region is None:
        raise refuse("REQUIRED", field="region_code", expected="67")
    check_codes({"region_code": region}, on=service.today())
    if not keeps(actor, Whose(region)):
        raise refuse("FORBIDDEN", role=actor.role)
    return Whose(region)


def _saved(service: Service, request: Request, record: Record, entry_id: UUID) -> SavedRecord:
    def answer(positions: Sequence[int]) -> SavedRecord:
        return SavedRecord(record.id, entry_id, positions[-1], record.version)

    try:
        return plain_writes.save(service, request, record, SavedRecord, answer)
    except VersionConflict as conflict:
        raise refuse("STALE_VERSION", given=request.if_match, current="?") from conflict
