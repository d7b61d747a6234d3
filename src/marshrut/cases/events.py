"""The events of a case. Each either makes an entry or says something about one (semantics S6).

``sealed`` holds what only the case's own key opens: names, identifiers, free texts, reasons.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from marshrut.cases import casework, contents
from marshrut.events import Event


class CaseEvent(Event, frozen=True, kw_only=True):
    """An event of a case, about the entry ``entry_id``."""

    entry_id: UUID
    sealed: bytes | None = None


class CaseOpened(CaseEvent, frozen=True, kw_only=True):
    """A case begins to be known."""

    TOPIC: ClassVar[str] = "case.opened"
    content: contents.Opening


class PassportChanged(CaseEvent, frozen=True, kw_only=True):
    """Passport fields are replaced."""

    TOPIC: ClassVar[str] = "case.passport-changed"
    content: contents.PassportChange


class Graduated(CaseEvent, frozen=True, kw_only=True):
    """The student received a diploma."""

    TOPIC: ClassVar[str] = "case.graduated"
    content: contents.Graduation


class ContingentMoved(CaseEvent, frozen=True, kw_only=True):
    """The student was expelled, transferred, given leave or reinstated."""

    TOPIC: ClassVar[str] = "case.contingent-moved"
    content: contents.Movement


class CategoryAdded(CaseEvent, frozen=True, kw_only=True):
    """The graduate belongs to a category from a day on."""

    TOPIC: ClassVar[str] = "case.category-added"
    content: contents.Category


class StatusRecorded(CaseEvent, frozen=True, kw_only=True):
    """The world moved on: a status episode began, or is forecast."""

    TOPIC: ClassVar[str] = "case.status-recorded"
    content: contents.Status


class StatusConfirmed(CaseEvent, frozen=True, kw_only=True):
    """Checked, unchanged."""

    TOPIC: ClassVar[str] = "case.status-confirmed"
    content: contents.Confirmation


class MonitoringClosed(CaseEvent, frozen=True, kw_only=True):
    """The monitoring of the case is over."""

    TOPIC: ClassVar[str] = "case.monitoring-closed"
    content: contents.Closure


class CaseMerged(CaseEvent, frozen=True, kw_only=True):
    """The case was found to be a duplicate of another."""

    TOPIC: ClassVar[str] = "case.merged"
    content: contents.Merge


class PersonalDataErased(CaseEvent, frozen=True, kw_only=True):
    """The key of the case was destroyed: nobody can open its sealed parts any more."""

    TOPIC: ClassVar[str] = "case.personal-data-erased"
    content: contents.Erasure


class MeasureRecorded(CaseEvent, frozen=True, kw_only=True):
    """A support measure was given, offered or begun."""

    TOPIC: ClassVar[str] = "case.measure-recorded"
    content: casework.Measure


class StepRecorded(CaseEvent, frozen=True, kw_only=True):
    """A step of routing was planned, begun or made."""

    TOPIC: ClassVar[str] = "case.step-recorded"
    content: casework.Step


class StepMoved(CaseEvent, frozen=True, kw_only=True):
    """A step came into another state: an entry of its own (semantics S9)."""

    TOPIC: ClassVar[str] = "case.step-moved"
    content: casework.Transition


class ConsentGranted(CaseEvent, frozen=True, kw_only=True):
    """The graduate gave a consent."""

    TOPIC: ClassVar[str] = "case.consent-granted"
    content: casework.Consent


class RiskCauseFound(CaseEvent, frozen=True, kw_only=True):
    """Why the graduate is at risk, or works outside the specialty."""

    TOPIC: ClassVar[str] = "case.risk-cause-found"
    content: casework.RiskCause


class ContractSigned(CaseEvent, frozen=True, kw_only=True):
    """A targeted or dual contract was signed, or drafted."""

    TOPIC: ClassVar[str] = "case.contract-signed"
    content: casework.Contract


class ContractMoved(CaseEvent, frozen=True, kw_only=True):
    """A contract came into another state: an entry of its own."""

    TOPIC: ClassVar[str] = "case.contract-moved"
    content: casework.ContractChange


class PracticeAssessed(CaseEvent, frozen=True, kw_only=True):
    """An employer assessed the graduate's practical training."""

    TOPIC: ClassVar[str] = "case.practice-assessed"
    content: casework.PracticeAssessment


class VerificationRecorded(CaseEvent, frozen=True, kw_only=True):
    """An extract of the social fund or of the tax service was compared with the case."""

    TOPIC: ClassVar[str] = "case.verification-recorded"
    content: casework.Verification


class DiscrepancyResolved(CaseEvent, frozen=True, kw_only=True):
    """Somebody decided who is right where an extract disagrees."""

    TOPIC: ClassVar[str] = "case.discrepancy-resolved"
    content: casework.Resolution


class StatusEnded(CaseEvent, frozen=True, kw_only=True):
    """A status episode has ``ended_on`` as its last day."""

    TOPIC: ClassVar[str] = "case.status-ended"
    ended_on: date


class CategoryEnded(CaseEvent, frozen=True, kw_only=True):
    """A category membership has ``valid_to`` as its last day."""

    TOPIC: ClassVar[str] = "case.category-ended"
    valid_to: date


class ConsentRevoked(CaseEvent, frozen=True, kw_only=True):
    """A consent does not hold any more from ``revoked_on`` on, the first day without."""

    TOPIC: ClassVar[str] = "case.consent-revoked"
    revoked_on: date


class RiskCauseEnded(CaseEvent, frozen=True, kw_only=True):
    """A cause of risk has ``ended_on`` as its last day."""

    TOPIC: ClassVar[str] = "case.risk-cause-ended"
    ended_on: date


class EntryCorrected(CaseEvent, frozen=True, kw_only=True):
    """The entry was wrong: the named fields are replaced, ``attributes`` merged by key.

    ``verification_entry_id``: the verification of this case that gave the occasion.
    """

    TOPIC: ClassVar[str] = "case.entry-corrected"
    changes: dict[str, Any]
    verification_entry_id: UUID | None = None


class EntryAnnulled(CaseEvent, frozen=True, kw_only=True):
    """The entry should never have been."""

    TOPIC: ClassVar[str] = "case.entry-annulled"
