"""The audit trail of one case: every event, who, when, why, and what it changed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec

from marshrut.cases.entries import Entry, assemble
from marshrut.cases.events import CaseEvent, EntryCorrected, PassportChanged
from marshrut.cases.history import History
from marshrut.cases.sealed import Opener, entry_parts, person_on, reason_of
from projections.case_view import CaseView, is_marker, time_of
from projections.flat import flat

UNTOLD = {"passport.adult_on", "changes.adult_on", "person_id"}
"""What would tell more than its reader may see: the first two follow from the birth date, the last
leads from a case whose person was erased to another of the same person."""


def case_audit(view: CaseView, *, only: Container[int] | None = None) -> list[dict[str, Any]]:
    """The events by position, all or ``only`` those at some positions."""
    open_seal = cache(view.open_seal) if view.open_seal else None
    return [
        _event(view, index, open_seal)
        for index, record in enumerate(view.records)
        if only is None or record.position in only
    ]


def _event(view: CaseView, index: int, open_seal: Opener | None) -> dict[str, Any]:
    record, event = view.records[index], view.events[index]
    shown = open_seal is not None and view.shown and view.sees_notes(event.entry_id)
    reason = reason_of(event, open_seal=open_seal) if open_seal and shown else None
    return {
        "position": record.position,
        "recorded_at": time_of(record),
        "version": event.originator_version,
        "entry_id": event.entry_id,
        "topic": event.TOPIC,
        "actor": event.by.actor,
        "role": event.by.role,
        "organisation": event.by.organisation,
        "source": event.by.source,
        "reason": reason,
        "reason_hidden": event.sealed is not None and not shown,
        "correlation_id": event.by.correlation_id,
        **_occasion(event),
        "changes": list(_changes(view, index, open_seal)),
    }


def _occasion(event: CaseEvent) -> dict[str, Any]:
    """The verification that has given occasion to a correction, where one has."""
    named = event.verification_entry_id if isinstance(event, EntryCorrected) else None
    return {} if named is None else {"verification_entry_id": named}


def _changes(view: CaseView, index: int, open_seal: Opener | None) -> Iterator[dict[str, Any]]:
    event = view.events[index]
    before, personal = _fields(view.events[:index], event, open_seal)
    after, also_personal = _fields(view.events[: index + 1], event, open_seal)
    personal |= also_personal
    shown = view.shown and view.sees_notes(event.entry_id)
    for field in sorted({*before, *after} - UNTOLD):
        one, other = before.get(field), after.get(field)
        if one == other:
            continue
        if is_marker(one) or is_marker(other) or (field in personal and not shown):
            yield {"field": field, "before": None, "after": None, "hidden": True}
        else:
            yield {"field": field, "before": one, "after": other}


def _fields(
    events: Sequence[CaseEvent], event: CaseEvent, open_seal: Opener | None
) -> tuple[dict[str, Any], set[str]]:
    """What the entry of ``event`` says by ``events``, flat; and which of it is personal.

    A change of the passport is read where it shows: on the passport and the person themselves.
    """
    if isinstance(event, PassportChanged):
        day = event.content.effective_on or date.min
        clear = flat("passport", msgspec.to_builtins(History(events).passport(day)))
        who = person_on(events, day, open_seal=open_seal) if open_seal else None
        sealed = dict(flat("person", msgspec.to_builtins(who))) if who else {}
        return {**dict(clear), **sealed}, set(sealed)
    entry = assemble(events).get(event.entry_id)
    parts = entry_parts(events, open_seal=open_seal) if open_seal else {}
    sealed = dict(flat("", parts.get(event.entry_id, {})))
    opened = {f: sealed.get(f, v) if is_marker(v) else v for f, v in _clear(entry).items()}
    apart = {f: v for f, v in sealed.items() if not f.startswith("attributes.")}
    return {**apart, **opened}, {*apart, *(f for f in sealed if f in opened)}


def _clear(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    told = msgspec.to_builtins(entry.content)
    if "employments" in told:  # by their places, as what is sealed of them
        told["employments"] = {str(place): work for place, work in enumerate(told["employments"])}
    stated = dict(flat("", told))
    return stated | ({"state": entry.state} if entry.annulled_by else {})
