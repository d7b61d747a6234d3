"""A programme through valid time, as known by some of its events: the one fold (S9, domain 7.6).

Knowledge is a matter of which events it is given: a prefix is earlier knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from marshrut.events import NIL, Event
from marshrut.programmes.amending import amended, with_target
from marshrut.programmes.contents import Closing, Content, Progress, Revision, SetTarget, day_of
from marshrut.programmes.events import (
    EntryEvent,
    ProgrammeEntryAnnulled,
    ProgrammeEntryCorrected,
    ProgrammeRegistered,
)
from marshrut.programmes.plan import Approval, Plan

C = TypeVar("C", bound=Content)


class Status(StrEnum):
    """How far a programme has come (domain 7.6)."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    AMENDED = "AMENDED"
    CLOSED = "CLOSED"


class Entry(msgspec.Struct, frozen=True):
    """An entry as known; ``version`` is that of the event that brought it, and orders equals."""

    entry_id: UUID
    version: int
    content: Content
    corrected: bool = False
    annulled: bool = False


class ProgrammeHistory:
    """What is known of a programme: its registration and its entries."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.registered: ProgrammeRegistered | None = None
        self.entries: dict[UUID, Entry] = {}
        for event in events:
            self.take(event)

    def take(self, event: Event) -> None:
        """Take in one event more."""
        if isinstance(event, ProgrammeRegistered):
            self.registered = event
        elif isinstance(event, ProgrammeEntryCorrected):
            entry = self.entries[event.entry_id]
            content = corrected(entry.content, event.changes)
            self.entries[event.entry_id] = replace(entry, content=content, corrected=True)
        elif isinstance(event, ProgrammeEntryAnnulled):
            self.entries[event.entry_id] = replace(self.entries[event.entry_id], annulled=True)
        elif isinstance(event, EntryEvent):
            entry = Entry(event.entry_id, event.originator_version, event.content)
            self.entries[event.entry_id] = entry

    def of(self, kind: type[C], *, until: date | None = None) -> list[tuple[Entry, C]]:
        """The entries of a kind that stand, by (day, version), up to the day ``until``."""
        found = [
            (entry, entry.content)
            for entry in self.entries.values()
            if isinstance(entry.content, kind) and not entry.annulled
        ]
        found.sort(key=lambda each: (day_of(each[1]), each[0].version))
        return [each for each in found if until is None or day_of(each[1]) <= until]

    def without(self, entry_id: UUID) -> ProgrammeHistory:
        """The same without an entry, which is about to be replaced."""
        return self._with({k: v for k, v in self.entries.items() if k != entry_id})

    def with_content(self, content: Content) -> ProgrammeHistory:
        """The same with one entry more, the latest."""
        last = max((entry.version for entry in self.entries.values()), default=0) + 1
        return self._with({**self.entries, NIL: Entry(NIL, last, content)})

    def _with(self, entries: dict[UUID, Entry]) -> ProgrammeHistory:
        other = ProgrammeHistory(())
        other.registered, other.entries = self.registered, entries
        return other

    @property
    def registration(self) -> ProgrammeRegistered:
        """How the programme was made known; there is always one."""
        if self.registered is None:
            raise LookupError("the programme is not registered")
        return self.registered

    def plan(self, day: date) -> Plan:
        """The revision in force on ``day``, with the targets entered by then."""
        revisions = [revision for _, revision in self.of(Revision, until=day)]
        plan = reduce(amended, revisions, self.registration.plan)
        return reduce(with_target, [entered for _, entered in self.of(SetTarget, until=day)], plan)

    def revision(self, day: date) -> int:
        """The number of the revision in force, 0 being the programme as it was registered."""
        return len(self.of(Revision, until=day))

    def approval(self, day: date | None = None) -> Approval | None:
        """The approval in force on ``day``, or of whatever day."""
        found = self.of(Approval, until=day)
        return found[0][1] if found else None

    def closing(self, day: date | None = None) -> Closing | None:
        """The end of the programme by ``day``, or of whatever day."""
        found = self.of(Closing, until=day)
        return found[0][1] if found else None

    def status(self, day: date) -> Status:
        """How far the programme has come by ``day``."""
        approval = self.approval(day)
        if self.closing(day) is not None:
            return Status.CLOSED
        if approval is None:
            return Status.DRAFT
        after = [
            r for _, r in self.of(Revision, until=day) if r.effective_on > approval.approved_on
        ]
        return Status.AMENDED if after else Status.APPROVED

    def reports(self, day: date) -> dict[tuple[str, date | None], list[tuple[Entry, Progress]]]:
        """What was reported by ``day``, by item and due day, the latest last."""
        found: dict[tuple[str, date | None], list[tuple[Entry, Progress]]] = {}
        for entry, progress in self.of(Progress, until=day):
            found.setdefault((progress.item_id, progress.due_on), []).append((entry, progress))
        return found

    def days(self) -> list[date]:
        """The days on which a revision, an approval, a target or the end comes into force."""
        contents = [e.content for e in self.entries.values() if not e.annulled]
        return sorted(
            {day_of(content) for content in contents if not isinstance(content, Progress)}
        )


def corrected(content: C, changes: dict[str, Any]) -> C:
    """The content with the named fields replaced; ``null`` clears. ``msgspec.ValidationError``."""
    fields = {**msgspec.to_builtins(content), **msgspec.to_builtins(changes)}
    given = {name: value for name, value in fields.items() if value is not None}
    return msgspec.convert(given, type(content))
