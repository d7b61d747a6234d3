"""An edition of a report: what it tells never changes, how far it has come does."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any
from uuid import UUID

from marshrut.events import Aggregate, Event, Stamp
from marshrut.refusals import refuse
from marshrut.reports.events import (
    Edition,
    File,
    ReportAccepted,
    ReportIssued,
    ReportPublished,
    ReportReturned,
    ReportSubmitted,
)


class State(StrEnum):
    """How far an edition has come (domain 11.1, snapshot lifecycle)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    PUBLISHED = "PUBLISHED"


STATE_AFTER: dict[type[Event], State] = {
    ReportIssued: State.DRAFT,
    ReportSubmitted: State.SUBMITTED,
    ReportAccepted: State.ACCEPTED,
    ReportReturned: State.RETURNED,
    ReportPublished: State.PUBLISHED,
}


class Report(Aggregate):
    """An edition. ``content`` and ``files`` are told by the first event."""

    content: Edition
    files: tuple[File, ...]
    state: State

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.authors: set[str] = set()
        self.decided_by: Stamp | None = None
        self.issued_by: Stamp | None = None

    def apply(self, event: Any) -> None:
        """Take in one event."""
        if isinstance(event, ReportIssued):
            self.content, self.files, self.issued_by = event.content, event.files, event.by
        if isinstance(event, ReportIssued | ReportSubmitted):
            self.authors.add(event.by.actor)
        else:
            self.decided_by = event.by
        self.state = STATE_AFTER[type(event)]

    @classmethod
    def issue(
        cls, identity: UUID, content: Edition, files: tuple[File, ...], *, by: Stamp
    ) -> Report:
        """A draft of which the files were made."""
        report = cls(identity)
        report.trigger(ReportIssued, by=by, content=content, files=files)
        return report

    def submit(self, *, by: Stamp, note: str | None = None) -> None:
        """Hand it in. Raises ``Refused``: ``REPORT_STATE``."""
        self._check(State.DRAFT)
        self.trigger(ReportSubmitted, by=by, note=note)

    def accept(self, *, by: Stamp, note: str | None = None) -> None:
        """Accept it. Raises ``Refused``: ``REPORT_STATE``, ``OWN_EDITION``."""
        self._check(State.SUBMITTED)
        self._check_others(by)
        self.trigger(ReportAccepted, by=by, note=note)

    def send_back(self, *, reason: str, by: Stamp) -> None:
        """Return it, accepted or not yet. Raises ``Refused`` as ``accept`` does."""
        self._check(State.SUBMITTED, State.ACCEPTED)
        self._check_others(by)
        self.trigger(ReportReturned, by=by, reason=reason)

    def publish(self, *, by: Stamp, note: str | None = None) -> None:
        """Publish it. Raises ``Refused``: ``REPORT_STATE``."""
        self._check(State.ACCEPTED)
        self.trigger(ReportPublished, by=by, note=note)

    def _check(self, *due: State) -> None:
        if self.state not in due:
            raise refuse("REPORT_STATE", report_state=self.state.value, expected=_codes(due))

    def _check_others(self, by: Stamp) -> None:
        """Nobody decides on what they have issued or handed in themselves."""
        if by.actor in self.authors:
            raise refuse("OWN_EDITION")


def _codes(states: Collection[State]) -> str:
    return " | ".join(state.value for state in states)
