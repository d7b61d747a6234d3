"""Support measures of a case."""

from __future__ import annotations

from typing import Any

from api.features import Feature
from api.schemas.casework import MeasureRequest
from marshrut.application.measures import record_measure
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("measures", "Support measures: what was done for the graduate")


@feature.case_write("/measures", body=MeasureRequest)
def record(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a support measure."""
    return record_measure(visit, **body)
