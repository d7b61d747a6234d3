"""The events of a record; its entries are dated by the world, corrected or annulled by name."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from msgspec import field

from marshrut.events import Event


class RecordOpened(Event, frozen=True, kw_only=True):
    """Something is known from a day on: of which kind, whose it is, what is said of it.

    ``organisation``: whose it is; of none, it is the region's.
    """

    TOPIC: ClassVar[str] = "record.opened"
    kind: str
    region_code: str
    organisation: str | None = None
    entry_id: UUID
    effective_on: date
    state: str
    fields: dict[str, Any]


class RecordChanged(Event, frozen=True, kw_only=True):
    """The named fields are others from a day on (null: nothing is said any more), or its state.

    With neither it is a confirmation: somebody looked, and nothing has changed.
    """

    TOPIC: ClassVar[str] = "record.changed"
    entry_id: UUID
    effective_on: date
    state: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


class RecordEntryCorrected(Event, frozen=True, kw_only=True):
    """The entry was wrong: what is named here replaces its own, fields one by one (null clears)."""

    TOPIC: ClassVar[str] = "record.entry-corrected"
    entry_id: UUID
    effective_on: date | None = None
    state: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    reason: str


class RecordEntryAnnulled(Event, frozen=True, kw_only=True):
    """The entry should never have been; of its opening, the record itself."""

    TOPIC: ClassVar[str] = "record.entry-annulled"
    entry_id: UUID
    reason: str
