"""The course of a case: graduation, movements, merge, closure."""

from __future__ import annotations

from typing import Any

from api.features import Feature
from api.schemas.entries import (
    ClosureRequest,
    GraduationRequest,
    MergeRequest,
    MovementRequest,
)
from marshrut.application import cases
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("lifecycle", "From the final year to the end of monitoring")


@feature.case_write("/graduation", body=GraduationRequest)
def graduate(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record the diploma."""
    return cases.graduate(visit, **body)


@feature.case_write("/movements", body=MovementRequest)
def move(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a movement of the contingent."""
    return cases.move(visit, **body)


@feature.case_write("/closure", body=ClosureRequest)
def close(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record that the monitoring of the case is over."""
    return cases.close(visit, **body)


@feature.case_write("/merge", body=MergeRequest)
def merge(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record that the case is a duplicate of another."""
    return cases.merge(visit, **body)
