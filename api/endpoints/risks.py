"""Causes of being at risk, or of not working in the specialty."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.casework import RiskCauseRequest
from api.schemas.entries import StatusEndRequest
from marshrut.application.risks import add_risk_cause, end_risk_cause
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("risks", "Why a graduate is at risk of non-employment")


@feature.case_write("/risk-causes", body=RiskCauseRequest)
def add(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a cause."""
    return add_risk_cause(visit, **body)


@feature.case_write("/risk-causes/<uuid:entry_id>/end", body=StatusEndRequest)
def end(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """State the last day of a cause."""
    return end_risk_cause(visit, entry_id, **body)
