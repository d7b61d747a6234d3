"""A hand that writes what it is told as the recorded events of one case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshrut.cases import casework, contents, events
from marshrut.cases.contents import Content
from marshrut.cases.events import CaseEvent
from marshrut.events import Stamp

SOME_CASE = UUID(int=1 << 64)
BY = Stamp(actor="staff", role="CK_STAFF", organisation="A", source="POO_STAFF")

RECORDED_AS: dict[type[Content], type[CaseEvent]] = {
    contents.Opening: events.CaseOpened,
    contents.PassportChange: events.PassportChanged,
    contents.Graduation: events.Graduated,
    contents.Movement: events.ContingentMoved,
    contents.Category: events.CategoryAdded,
    contents.Status: events.StatusRecorded,
    contents.Confirmation: events.StatusConfirmed,
    contents.Closure: events.MonitoringClosed,
    contents.Merge: events.CaseMerged,
    contents.Erasure: events.PersonalDataErased,
    casework.Measure: events.MeasureRecorded,
    casework.Step: events.StepRecorded,
    casework.Transition: events.StepMoved,
    casework.Consent: events.ConsentGranted,
    casework.RiskCause: events.RiskCauseFound,
    casework.Contract: events.ContractSigned,
    casework.ContractChange: events.ContractMoved,
    casework.PracticeAssessment: events.PracticeAssessed,
    casework.Verification: events.VerificationRecorded,
    casework.Resolution: events.DiscrepancyResolved,
}


class Scribe:
    """Writes events one after another; no rule of the domain is asked."""

    def __init__(self, case_id: UUID = SOME_CASE) -> None:
        self.case_id = case_id
        self.events: list[CaseEvent] = []

    def write(self, event_class: type[CaseEvent], entry_id: UUID, **fields: Any) -> None:
        """Record one event about an entry."""
        event = event_class(
            originator_id=self.case_id,
            originator_version=len(self.events) + 1,
            by=BY,
            entry_id=entry_id,
            **fields,
        )
        self.events.append(event)

    def enter(self, content: Content) -> UUID:
        """Record a new entry; its id is the case's plus the version of its event."""
        entry_id = UUID(int=self.case_id.int + len(self.events) + 1)
        self.write(RECORDED_AS[type(content)], entry_id, content=content)
        return entry_id
