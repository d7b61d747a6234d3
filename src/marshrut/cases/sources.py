"""From where each fact of a case is known: what its entry says, or else who recorded it (4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from marshrut.cases.entries import assemble
from marshrut.cases.events import CaseEvent


class Sourced(NamedTuple):
    """An entry with its source, a code of ``sources``; null where nobody has said."""

    entry_id: UUID
    kind: str
    source: str | None


def sources_of(events: Sequence[CaseEvent], day: date) -> Iterator[Sourced]:
    """The entries that stand and begin by the day, in the order in which they were made.

    ``events``: those of the case that are known.
    """
    by_version = {event.originator_version: event for event in events}
    for entry in assemble(events).values():
        starts_on = entry.content.starts_on
        if entry.annulled_by is not None or (starts_on is not None and starts_on > day):
            continue
        own = getattr(entry.content, "source", None)
        yield Sourced(entry.entry_id, entry.kind, own or by_version[entry.version].by.source)
