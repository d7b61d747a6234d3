"""Steps of routing: planned, moved, and what they bring about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.casework import MoveRequest, StepRequest
from marshrut.application.steps import move_step, record_step
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("steps", "Steps of routing (маршрутизация)")


@feature.case_write("/steps", body=StepRequest)
def record(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a step in its first state, planned or made."""
    return record_step(visit, **body)


@feature.case_write("/steps/<uuid:entry_id>/transitions", body=MoveRequest)
def move(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """Record that a step came into another state: an entry of its own."""
    return move_step(visit, entry_id, **body)
