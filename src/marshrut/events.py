"""What every recorded event has, whichever aggregate it belongs to.

An event class declares a permanent ``TOPIC`` (the stored name, never a module path). Stored
events omit fields that equal their defaults, so a default is as permanent as a name: a new
meaning is a new field, or a new class version with an upcaster.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import msgspec

NIL = UUID(int=0)


class Stamp(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Who did it, in which right, from what kind of source, within which request."""

    actor: str
    role: str
    organisation: str | None = None
    source: str | None = None
    correlation_id: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A fact in the ledger. ``originator_*`` are columns there, not part of the stored state."""

    TOPIC: ClassVar[str]
    class_version: ClassVar[int] = 1

    originator_id: UUID = NIL
    originator_version: int = 0
    by: Stamp


class Aggregate:
    """A stream of events and the decisions taken on it. Applying never validates."""

    def __init__(self, identity: UUID) -> None:
        self.id = identity
        self.version = 0
        self._pending: list[Event] = []

    def apply(self, event: Any) -> None:
        """Take in one event, recorded or new."""
        raise NotImplementedError

    def replay(self, event: Event) -> None:
        """Take in a recorded event."""
        self.apply(event)
        self.version = event.originator_version

    def trigger(self, event_class: type[Event], **fields: Any) -> None:
        """Record a new event: apply it and keep it for saving."""
        event = event_class(originator_id=self.id, originator_version=self.version + 1, **fields)
        self.replay(event)
        self._pending.append(event)

    def forget_after(self, version: int) -> None:
        """Take back what was triggered after ``version`` and is not saved yet."""
        self._pending = [e for e in self._pending if e.originator_version <= version]
        self.version = version

    def collect_events(self) -> list[Event]:
        """Hand over the events that are not saved yet (the library's protocol)."""
        pending, self._pending = self._pending, []
        return pending
