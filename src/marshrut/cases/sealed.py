"""The sealed parts of a case, opened: the person on a day, the hidden words of an entry.

The fold never comes here (semantics S24). Whoever reads a person passes ``open_seal``, which
has the key of the case; after an erasure there is none, and nothing to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.cases.contents import PassportChange
from marshrut.cases.entries import CODE_FIELDS, assemble
from marshrut.cases.events import CaseEvent, EntryCorrected
from marshrut.cases.person import Person

Opener = Callable[[bytes], dict[str, Any]]


def person_on(events: Iterable[CaseEvent], day: date, *, open_seal: Opener) -> Person:
    """The person on ``day``: undated changes correct all days, dated ones hold from theirs."""
    known = list(events)
    parts = entry_parts(known, open_seal=open_seal)
    fields: dict[str, Any] = {}
    changes = []
    for entry in assemble(known).values():
        part = parts.get(entry.entry_id, {}).get("person", {})
        if entry.version == 1:
            fields = dict(part)
        elif isinstance(entry.content, PassportChange) and entry.annulled_by is None:
            since = entry.content.effective_on or date.min
            if since <= day:
                changes.append((since, entry.version, part))
    for _, _, part in sorted(changes, key=lambda change: change[:2]):
        fields |= part
    return msgspec.convert({k: v for k, v in fields.items() if v is not None}, Person)


def entry_parts(
    events: Iterable[CaseEvent], *, open_seal: Opener
) -> dict[UUID, dict[str, dict[str, Any]]]:
    """What is sealed of each entry, by group (``person``, ``attributes``, ``evidence``, …).

    Corrections merge as in the clear part; reasons belong to events, not to entries.
    """
    parts: dict[UUID, dict[str, dict[str, Any]]] = {}
    codes: dict[UUID, str] = {}
    for event in events:
        entry = parts.setdefault(event.entry_id, {})
        code = _code(event)
        if code is not None and codes.get(event.entry_id, code) != code:
            entry.pop("attributes", None)
        codes |= {event.entry_id: code} if code else {}
        if event.sealed is None:
            continue
        for group, value in open_seal(event.sealed).items():
            if isinstance(value, dict):
                entry[group] = {**entry.get(group, {}), **value}
    return parts


def reason_of(event: CaseEvent, *, open_seal: Opener) -> str | None:
    """Why the event was recorded, where that was said."""
    if event.sealed is None:
        return None
    reason = open_seal(event.sealed).get("reason")
    return reason if isinstance(reason, str) else None


def _code(event: CaseEvent) -> str | None:
    """The code by which the entry knows its attributes, where the event sets one."""
    if isinstance(event, EntryCorrected):
        return next((event.changes[f] for f in CODE_FIELDS if event.changes.get(f)), None)
    content = getattr(event, "content", None)
    return next((getattr(content, f) for f in CODE_FIELDS if hasattr(content, f)), None)
