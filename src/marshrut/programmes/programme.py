"""A programme of measures and the decisions taken on it (domain 7.6, F085–F087, F091)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from marshrut.events import Aggregate, Event, Stamp
from marshrut.programmes.checks import check_plan
from marshrut.programmes.contents import Closing, Content, Progress, Revision, SetTarget
from marshrut.programmes.events import (
    ProgrammeAmended,
    ProgrammeApproved,
    ProgrammeClosed,
    ProgrammeEntryAnnulled,
    ProgrammeEntryCorrected,
    ProgrammeRegistered,
    ProgressReported,
    TargetEntered,
)
from marshrut.programmes.history import Entry, ProgrammeHistory, corrected
from marshrut.programmes.plan import Approval, Level, Plan
from marshrut.programmes.verdicts import judge
from marshrut.refusals import refuse

NAMESPACE = UUID("b0a5f0a2-6a0a-5f0e-9f0b-2d6d4a3c1e77")

EVENTS: dict[type[Content], type[Event]] = {
    Approval: ProgrammeApproved,
    Revision: ProgrammeAmended,
    Progress: ProgressReported,
    SetTarget: TargetEntered,
    Closing: ProgrammeClosed,
}


def programme_id(code: str) -> UUID:
    """The id of the programme ``code``: the code is its natural key, so it names the stream."""
    return uuid5(NAMESPACE, code)


class Programme(Aggregate):
    """A roadmap, a regional plan, or the plan of a school's centre."""

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.history = ProgrammeHistory(())

    @property
    def registration(self) -> ProgrammeRegistered:
        """How it was made known: its code, level, region, organisation."""
        return self.history.registration

    def apply(self, event: Event) -> None:
        """Take in one event."""
        self.history.take(event)

    @classmethod
    def register(
        cls,
        *,
        code: str,
        level: Level,
        region_code: str,
        plan: Plan,
        by: Stamp,
        organisation: str | None = None,
        template: str | None = None,
    ) -> Programme:
        """Make a draft known. Raises ``Refused`` where the plan is not sound."""
        check_plan(plan)
        programme = cls(programme_id(code))
        programme.trigger(
            ProgrammeRegistered,
            by=by,
            code=code,
            level=level,
            region_code=region_code,
            organisation=organisation,
            template=template,
            plan=plan,
        )
        return programme

    def record(self, content: Content, *, entry_id: UUID, by: Stamp, today: date) -> None:
        """Record an entry. Raises ``Refused``."""
        judge(content, self.history, today=today)
        self.trigger(EVENTS[type(content)], by=by, entry_id=entry_id, content=content)

    def correct(
        self, entry_id: UUID, changes: dict[str, Any], *, reason: str, by: Stamp, today: date
    ) -> None:
        """Replace fields of an entry: judged as a new one with the old left out (S7)."""
        entry = self._standing(entry_id)
        allowed = set(type(entry.content).__struct_fields__)
        if unknown := changes.keys() - allowed:
            raise refuse("UNKNOWN_FIELD", field=min(unknown), allowed=allowed)
        try:
            content = corrected(entry.content, changes)
        except msgspec.ValidationError as error:
            field = str(error).partition("$.")[2].rstrip("`") or "changes"
            raise refuse("INVALID", field=field, expected=error) from error
        judge(content, self.history.without(entry_id), today=today)
        self.trigger(
            ProgrammeEntryCorrected, by=by, entry_id=entry_id, changes=changes, reason=reason
        )

    def annul(self, entry_id: UUID, *, reason: str, by: Stamp) -> None:
        """Take an entry back: it should never have been. Nothing that rests on it refuses (S8)."""
        self._standing(entry_id)
        self.trigger(ProgrammeEntryAnnulled, by=by, entry_id=entry_id, reason=reason)

    def _standing(self, entry_id: UUID) -> Entry:
        entry = self.history.entries.get(entry_id)
        if entry is None:
            raise refuse("NOT_FOUND")
        if entry.annulled:
            raise refuse("ENTRY_ANNULLED", entry_id=entry_id)
        return entry
