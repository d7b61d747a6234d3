"""The named events as an auditor reads them: what, when, by whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.ledger.ledger import Record
from projections.differences.joined import SCHOOL
from projections.differences.witness import Witness
from projections.organisations import organisations_at
from projections.population import ANY, Filters, Scope, condition
from projections.runner import Projections


class NamedEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event at its position: of a case, about an entry of a ``kind``; or of what is joined.

    Where the case is the reader's no more, its position alone is told, ``hidden`` (semantics S15).
    ``recorded_at`` is in microseconds since 1970.
    """

    position: int
    hidden: bool = False
    recorded_at: int | None = None
    topic: str | None = None
    case_id: UUID | None = None
    entry_id: UUID | None = None
    kind: str | None = None
    code: str | None = None
    about: str | None = None
    actor: str | None = None
    role: str | None = None
    organisation: str | None = None
    source: str | None = None


def named_events(
    projections: Projections,
    witness: Witness,
    positions: Collection[int],
    *,
    scope: Scope,
    today: date,
) -> list[NamedEvent]:
    """The events at ``positions``, by position, as far as they are the reader's business."""
    head = AsOf(today, projections.ledger.head().position)
    wanted = set(positions)
    cases = [r for records in witness.cases.values() for r in records if r.position in wanted]
    ours = _ours(projections, head, scope, {r.event.originator_id for r in cases})
    told = [
        _of_case(record, witness) if record.event.originator_id in ours else _hidden(record)
        for record in cases
    ]
    theirs = organisations_at(projections, head, scope=scope)
    schools = {row["code"] for row in theirs}
    told += [
        _told(record, about=code)
        if kind is not SCHOOL or code in schools  # the register of employers is open to all
        else _hidden(record)
        for kind, joined in witness.joined.items()
        for code, records in joined.records.items()
        for record in records
        if record.position in wanted
    ]
    regions = {row["region_code"] for row in theirs}
    told += [
        _told(record, about=str(identity))
        if scope == Scope() or kept.region_code in regions  # of a region's lists all of it knows
        else _hidden(record)
        for identity, kept in witness.lists.kept.items()
        for record in kept.records
        if record.position in wanted
    ]
    return sorted(told, key=lambda event: event.position)


def _hidden(record: Record) -> NamedEvent:
    return NamedEvent(position=record.position, hidden=True)


def _of_case(record: Record, witness: Witness) -> NamedEvent:
    event: Any = record.event
    entry = witness.entry(event.originator_id, event.entry_id)
    ids = {"case_id": event.originator_id, "entry_id": event.entry_id}
    return _told(record, **ids, kind=entry.kind, code=entry.content.code)


def _told(record: Record, **about: Any) -> NamedEvent:
    by = record.event.by
    return NamedEvent(
        position=record.position,
        recorded_at=record.recorded_at,
        topic=record.event.TOPIC,
        actor=by.actor,
        role=by.role,
        organisation=by.organisation,
        source=by.source,
        **about,
    )


def _ours(
    projections: Projections, head: AsOf, scope: Scope, cases: Collection[UUID]
) -> Collection[UUID]:
    """Those of the cases that are the reader's business at the head."""
    if scope == Scope() or not cases:
        return cases
    slot = projections.at(head.known)
    where = condition(slot, head, Filters(lifecycle=ANY), scope)
    statement = select(slot.case_state.c.case_id).where(where)
    statement = statement.where(slot.case_state.c.case_id.in_(cases))
    with projections.reading() as connection:
        return set(connection.scalars(statement))
