"""Recording why a graduate is at risk, or works outside the specialty (F026, F027)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from marshrut.application.codes import check_codes
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.cases.casework import RiskCause


def add_risk_cause(
    visit: Visit,
    *,
    risk_cause: str,
    effective_on: date,
    ended_on: date | None = None,
    subject: str = "AT_RISK",
    text: str | None = None,
    source: str | None = None,
) -> Outcome:
    """Record a cause; ``text`` are words of the graduate or of the staff, sealed."""
    codes = {"risk_cause": risk_cause, "subject": subject, "source": source}
    check_codes(codes, on=effective_on)
    cause = RiskCause(
        risk_cause=risk_cause,
        effective_on=effective_on,
        ended_on=ended_on,
        subject=subject,
        source=source,
    )
    words = {"text": text} if text else {}
    return visit.case.add(cause, visit.writing(uuid4(), source=source, sealed={"words": words}))


def end_risk_cause(
    visit: Visit, entry_id: UUID, *, ended_on: date, reason: str | None = None
) -> Outcome:
    """State the last day of a cause."""
    return visit.case.end_risk_cause(ended_on, visit.writing(entry_id, sealed={"reason": reason}))
