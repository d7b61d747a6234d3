"""From the events of a case to its entries, as they read now.

Ends, corrections and annulments are events *on* an entry; here they are applied to it in order
(semantics S6, S7). Nothing is dropped: an annulled entry stays in the list as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from marshrut.cases.contents import Content
from marshrut.cases.events import (
    CaseEvent,
    CategoryEnded,
    ConsentRevoked,
    EntryAnnulled,
    EntryCorrected,
    RiskCauseEnded,
    StatusEnded,
)

C = TypeVar("C", bound=Content)

CODE_FIELDS = ("status_code", "measure_code", "step_code")
"""The fields whose value says which attributes an entry may have."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One fact of a case. ``version`` is that of the event that made it, and never moves."""

    entry_id: UUID
    version: int
    content: Content
    corrected_by: int | None = None
    annulled_by: int | None = None

    @property
    def kind(self) -> str:
        """The kind of entry, as in the paths of the API."""
        return self.content.KIND

    @property
    def state(self) -> str:
        """``current``, ``corrected`` or ``annulled``."""
        if self.annulled_by is not None:
            return "annulled"
        return "current" if self.corrected_by is None else "corrected"


def assemble(events: Iterable[CaseEvent]) -> dict[UUID, Entry]:
    """The entries by id, in the order in which they were made."""
    entries: dict[UUID, Entry] = {}
    for event in events:
        entries[event.entry_id] = entry_after(entries.get(event.entry_id), event)
    return entries


def corrected(content: C, changes: Mapping[str, Any]) -> C:
    """The content with the named fields replaced (semantics S7).

    ``attributes`` merge by key and ``None`` clears one; another code of the status, measure or
    step drops the old ones.
    Raises ``msgspec.ValidationError`` where a value does not fit its field.
    """
    fields: dict[str, Any] = msgspec.to_builtins(content)
    if any(changes.get(name, content.code) != content.code for name in CODE_FIELDS):
        fields.pop("attributes", None)
    for name, value in msgspec.to_builtins(dict(changes)).items():
        if name == "attributes":
            merged = {**fields.get(name, {}), **(value or {})}
            fields[name] = {k: v for k, v in merged.items() if v is not None}
        elif value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
    return msgspec.convert(fields, type(content))


def entry_after(entry: Entry | None, event: CaseEvent) -> Entry:
    """The entry as the event leaves it: made by it where there was none."""
    if entry is None:
        content: Content = event.content  # type: ignore[attr-defined]  # only makers come first
        return Entry(event.entry_id, event.originator_version, content)
    replace = msgspec.structs.replace
    match event:
        case StatusEnded(ended_on=last) | RiskCauseEnded(ended_on=last):
            return replace(entry, content=replace(entry.content, ended_on=last))
        case CategoryEnded(valid_to=last):
            return replace(entry, content=replace(entry.content, valid_to=last))
        case ConsentRevoked(revoked_on=day):
            return replace(entry, content=replace(entry.content, revoked_on=day))
        case EntryCorrected(changes=changes, originator_version=version):
            content = corrected(entry.content, changes)
            return replace(entry, content=content, corrected_by=version)
        case EntryAnnulled(originator_version=version):
            return replace(entry, annulled_by=version)
    raise TypeError(f"{event.TOPIC} cannot apply to an entry that exists")
