"""What the staff of a centre record day by day, by kind: measures, steps, consents, contracts.

The same shape as in ``contents``: only what figures need stands here in clear, and days named
``ended_on``, ``period_end``, ``valid_to`` or ``valid_until`` are last days, inclusive.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from marshrut.asof import Period, day_after, earliest, last_day
from marshrut.cases.contents import Content, Value


class Measure(Content, frozen=True, kw_only=True):
    """A support measure (domain 5.1). ``hours`` are whole; ``satisfaction`` 1 (worst) to 5."""

    KIND: ClassVar[str] = "measures"

    measure_code: str
    provided_on: date
    result: str
    period_end: date | None = None
    provider: str | None = None
    provider_org: str | None = None
    form: str | None = None
    initiated_by: str | None = None
    activity_id: UUID | None = None
    routing_step_id: UUID | None = None
    employer_id: UUID | None = None
    vacancy_id: UUID | None = None
    hours: int | None = None
    satisfaction: int | None = None
    attributes: dict[str, Value] = {}
    source: str | None = None
    evidence_kind: str | None = None
    evidence_date: date | None = None

    @property
    def code(self) -> str | None:
        return self.measure_code

    @property
    def starts_on(self) -> date | None:
        return self.provided_on

    @property
    def last_day(self) -> date | None:
        return self.period_end


class Step(Content, frozen=True, kw_only=True):
    """A step of routing in its first state (domain 6.2). ``due_on`` is the last day in time."""

    KIND: ClassVar[str] = "steps"

    step_code: str
    state: str
    effective_on: date
    due_on: date | None = None
    outcome: str | None = None
    reason_code: str | None = None
    stage: int | None = None
    employer_id: UUID | None = None
    vacancy_id: UUID | None = None
    activity_id: UUID | None = None
    contract_entry_id: UUID | None = None
    parent_step_id: UUID | None = None
    status_entry_id: UUID | None = None
    attributes: dict[str, Value] = {}
    source: str | None = None

    @property
    def code(self) -> str | None:
        return self.step_code

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Transition(Content, frozen=True, kw_only=True):
    """A step came into another state; ``due_on`` and links replace those known before."""

    KIND: ClassVar[str] = "transitions"

    step_entry_id: UUID
    state: str
    effective_on: date
    due_on: date | None = None
    outcome: str | None = None
    reason_code: str | None = None
    status_entry_id: UUID | None = None
    attributes: dict[str, Value] = {}
    source: str | None = None

    @property
    def code(self) -> str | None:
        return self.state

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Consent(Content, frozen=True, kw_only=True):
    """A consent; ``valid_until`` is its last day, ``revoked_on`` the first day without (S5)."""

    KIND: ClassVar[str] = "consents"

    consent_kind: str
    granted_on: date
    valid_until: date | None = None
    revoked_on: date | None = None
    source: str | None = None

    @property
    def code(self) -> str | None:
        return self.consent_kind

    @property
    def starts_on(self) -> date | None:
        return self.granted_on

    @property
    def last_day(self) -> date | None:
        return last_day(self.period.end)

    @property
    def period(self) -> Period:
        """The days on which the consent holds; none where it was revoked on its first day."""
        return Period(self.granted_on, earliest(day_after(self.valid_until), self.revoked_on))


class RiskCause(Content, frozen=True, kw_only=True):
    """A cause, from a day on. ``subject`` says of what (``risk_subjects``); domain 4.4."""

    KIND: ClassVar[str] = "risk-causes"

    risk_cause: str
    effective_on: date
    ended_on: date | None = None
    subject: str = "AT_RISK"
    source: str | None = None

    @property
    def code(self) -> str | None:
        return self.risk_cause

    @property
    def starts_on(self) -> date | None:
        return self.effective_on

    @property
    def last_day(self) -> date | None:
        return self.ended_on

    @property
    def period(self) -> Period:
        """The days on which the cause holds."""
        return Period(self.effective_on, day_after(self.ended_on))


class Contract(Content, frozen=True, kw_only=True):
    """A contract. ``valid_to`` is its last day; ``employer_inn`` is sealed if a person's (S24)."""

    KIND: ClassVar[str] = "contracts"

    contract_kind: str
    signed_on: date
    state: str = "ACTIVE"
    valid_from: date | None = None
    valid_to: date | None = None
    employer_id: UUID | None = None
    employer_inn: str | None = None
    employer_name: str | None = None
    required_work_months: int | None = None
    via_ck: bool | None = None
    source: str | None = None

    @property
    def code(self) -> str | None:
        return self.contract_kind

    @property
    def starts_on(self) -> date | None:
        return self.signed_on

    @property
    def last_day(self) -> date | None:
        return self.valid_to


class ContractChange(Content, frozen=True, kw_only=True):
    """The contract came into another state; ``terminated_by`` says by whom, if it ended."""

    KIND: ClassVar[str] = "contract-changes"

    contract_entry_id: UUID
    state: str
    effective_on: date
    terminated_by: str | None = None
    dispute_step_id: UUID | None = None
    source: str | None = None

    @property
    def code(self) -> str | None:
        return self.state

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class PracticeAssessment(Content, frozen=True, kw_only=True):
    """The employer's sheet (оценочный лист) after practical training (domain 7.2; S004-A42).

    ``scores`` are 1 (worst) to 5 by criterion (``practice_criteria``).
    """

    KIND: ClassVar[str] = "practice-assessments"

    assessed_on: date
    ready_to_hire: bool
    scores: dict[str, int] = {}
    period_start: date | None = None
    period_end: date | None = None
    employer_id: UUID | None = None
    employer_inn: str | None = None
    employer_name: str | None = None
    source: str | None = None

    @property
    def code(self) -> str | None:
        return "READY_TO_HIRE" if self.ready_to_hire else "NOT_READY"

    @property
    def starts_on(self) -> date | None:
        return self.assessed_on


CASEWORK = (
    Measure,
    Step,
    Transition,
    Consent,
    RiskCause,
    Contract,
    ContractChange,
    PracticeAssessment,
)
"""All the kinds of this module."""
