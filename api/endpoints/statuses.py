"""Statuses of a case: recorded, ended, confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.entries import ConfirmationRequest, StatusEndRequest, StatusRequest
from marshrut.application import cases
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("statuses", "What a graduate does, or is expected to do")


@feature.case_write("/statuses", body=StatusRequest)
def record_status(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record that a status began, or is forecast."""
    return cases.record_status(visit, **body)


@feature.case_write("/statuses/<uuid:entry_id>/end", body=StatusEndRequest)
def end_status(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """State the last day of a status."""
    return cases.end_status(visit, entry_id, **body)


@feature.case_write("/confirmations", body=ConfirmationRequest)
def confirm(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record that the case was checked and nothing had changed."""
    return cases.confirm(visit, **body)
