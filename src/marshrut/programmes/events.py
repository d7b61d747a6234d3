"""The events of a programme; entries are dated by the world, corrected or annulled by name."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from marshrut.events import Event
from marshrut.programmes.contents import Closing, Progress, Revision, SetTarget
from marshrut.programmes.plan import Approval, Plan


class ProgrammeRegistered(Event, frozen=True, kw_only=True):
    """A programme is known under ``code``, as a draft; its content may be a shipped one's."""

    TOPIC: ClassVar[str] = "programme.registered"
    code: str
    level: str
    region_code: str
    organisation: str | None = None
    template: str | None = None
    plan: Plan


class ProgrammeApproved(Event, frozen=True, kw_only=True):
    """The programme is in force from the day of its approval on."""

    TOPIC: ClassVar[str] = "programme.approved"
    entry_id: UUID
    content: Approval


class ProgrammeAmended(Event, frozen=True, kw_only=True):
    """A revision is in force from a day on."""

    TOPIC: ClassVar[str] = "programme.amended"
    entry_id: UUID
    content: Revision


class ProgressReported(Event, frozen=True, kw_only=True):
    """An item, for one of its occurrences, is in progress, done or cancelled."""

    TOPIC: ClassVar[str] = "programme.progress-reported"
    entry_id: UUID
    content: Progress


class TargetEntered(Event, frozen=True, kw_only=True):
    """The value of a target was entered."""

    TOPIC: ClassVar[str] = "programme.target-entered"
    entry_id: UUID
    content: SetTarget


class ProgrammeClosed(Event, frozen=True, kw_only=True):
    """The programme has come to its end."""

    TOPIC: ClassVar[str] = "programme.closed"
    entry_id: UUID
    content: Closing


class ProgrammeEntryCorrected(Event, frozen=True, kw_only=True):
    """The entry was wrong: the named fields replace its own from now on."""

    TOPIC: ClassVar[str] = "programme.entry-corrected"
    entry_id: UUID
    changes: dict[str, Any]
    reason: str


class ProgrammeEntryAnnulled(Event, frozen=True, kw_only=True):
    """The entry should never have been."""

    TOPIC: ClassVar[str] = "programme.entry-annulled"
    entry_id: UUID
    reason: str


EntryEvent = (
    ProgrammeApproved | ProgrammeAmended | ProgressReported | TargetEntered | ProgrammeClosed
)
"""The events that bring an entry."""
