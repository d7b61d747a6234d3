"""What the staff of a centre record day by day, by kind: measures, steps, consents, contracts.

The same shape as in ``contents``: only what figures need stands here in clear, and days named
``ended_on``, ``period_end``, ``valid_to`` or ``valid_until`` are last days, inclusive.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from marshrut.asof import Period, day_after, earliest, last_day
from marshrut.cases.contents import Content, Value


class Measure(Content, frozen=True, kw_only=True):
    """A support measure (domain 5.1). ``hours`` are whole; ``satisfaction`` 1 (worst) to 5."""

    KIND: ClassVar[str] = "measures"
    CODE: ClassVar[str] = "measure_code"
    STARTS: ClassVar[str] = "provided_on"
    ENDS: ClassVar[str] = "period_end"

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


class Step(Content, frozen=True, kw_only=True):
    """A step of routing in its first state (domain 6.2). ``due_on`` is the last day in time."""

    KIND: ClassVar[str] = "steps"
    CODE: ClassVar[str] = "step_code"
    STARTS: ClassVar[str] = "effective_on"

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


class Transition(Content, frozen=True, kw_only=True):
    """A step came into another state; ``due_on`` and links replace those known before."""

    KIND: ClassVar[str] = "transitions"
    CODE: ClassVar[str] = "state"
    STARTS: ClassVar[str] = "effective_on"

    step_entry_id: UUID
    state: str
    effective_on: date
    due_on: date | None = None
    outcome: str | None = None
    reason_code: str | None = None
    status_entry_id: UUID | None = None
    attributes: dict[str, Value] = {}
    source: str | None = None


class Consent(Content, frozen=True, kw_only=True):
    """A consent; ``valid_until`` is its last day, ``revoked_on`` the first day without (S5)."""

    KIND: ClassVar[str] = "consents"
    CODE: ClassVar[str] = "consent_kind"
    STARTS: ClassVar[str] = "granted_on"

    consent_kind: str
    granted_on: date
    valid_until: date | None = None
    revoked_on: date | None = None
    source: str | None = None

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
    CODE: ClassVar[str] = "risk_cause"
    STARTS: ClassVar[str] = "effective_on"
    ENDS: ClassVar[str] = "ended_on"

    risk_cause: str
    effective_on: date
    ended_on: date | None = None
    subject: str = "AT_RISK"
    source: str | None = None

    @property
    def period(self) -> Period:
        """The days on which the cause holds."""
        return Period(self.effective_on, day_after(self.ended_on))


class Contract(Content, frozen=True, kw_only=True):
    """A contract. ``valid_to`` is its last day; ``employer_inn`` is sealed if a person's (S24)."""

    KIND: ClassVar[str] = "contracts"
    CODE: ClassVar[str] = "contract_kind"
    STARTS: ClassVar[str] = "signed_on"
    ENDS: ClassVar[str] = "valid_to"

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


class ContractChange(Content, frozen=True, kw_only=True):
    """The contract came into another state; ``terminated_by`` says by whom, if it ended."""

    KIND: ClassVar[str] = "contract-changes"
    CODE: ClassVar[str] = "state"
    STARTS: ClassVar[str] = "effective_on"

    contract_entry_id: UUID
    state: str
    effective_on: date
    terminated_by: str | None = None
    dispute_step_id: UUID | None = None
    source: str | None = None


class PracticeAssessment(Content, frozen=True, kw_only=True):
    """The employer's sheet (оценочный лист) after practical training (domain 7.2; S004-A42).

    ``scores`` are 1 (worst) to 5 by criterion (``practice_criteria``).
    """

    KIND: ClassVar[str] = "practice-assessments"
    STARTS: ClassVar[str] = "assessed_on"

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


class Insured(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Work that an extract names. ``period_to`` is the last day; without days it says no more.

    ``employer_inn`` and ``employer_name`` are sealed where they are a person's (S24).
    """

    employer_inn: str | None = None
    employer_name: str | None = None
    period_from: date | None = None
    period_to: date | None = None

    @property
    def period(self) -> Period:
        """The days of it; without a first day it has none before, without a last none after."""
        return Period(self.period_from or date.min, day_after(self.period_to))


class Verification(Content, frozen=True, kw_only=True):
    """What an extract says of the graduate, in the run ``run_id`` (domain 7.8; F114).

    It is looked at on ``checked_on``, the cut-off of the run. It is never a status: whether it
    agrees with the statuses is derived (``outcomes``).
    """

    KIND: ClassVar[str] = "verifications"
    STARTS: ClassVar[str] = "checked_on"

    run_id: UUID
    source: str
    checked_on: date
    employments: tuple[Insured, ...] = ()

    @property
    def code(self) -> str | None:
        return "INSURED" if self.on_the_day else "NOT_INSURED"

    @property
    def on_the_day(self) -> tuple[Insured, ...]:
        """The work that is going on at the cut-off."""
        return tuple(work for work in self.employments if work.period.covers(self.checked_on))


class Resolution(Content, frozen=True, kw_only=True):
    """What somebody has decided on a discrepancy: of itself it changes no status (F115)."""

    KIND: ClassVar[str] = "verification-resolutions"
    CODE: ClassVar[str] = "decision"
    STARTS: ClassVar[str] = "resolved_on"

    verification_entry_id: UUID
    decision: str
    resolved_on: date
    source: str | None = None


CASEWORK = (
    Measure,
    Step,
    Transition,
    Consent,
    RiskCause,
    Contract,
    ContractChange,
    PracticeAssessment,
    Verification,
    Resolution,
)
"""All the kinds of this module."""
