"""Categories of a graduate: recorded, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.entries import CategoryEndRequest, CategoryRequest
from marshrut.application import cases
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("categories", "To which categories a graduate belongs")


@feature.case_write("/categories", body=CategoryRequest)
def add_category(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record that the graduate belongs to a category."""
    return cases.add_category(visit, **body)


@feature.case_write("/categories/<uuid:entry_id>/end", body=CategoryEndRequest)
def end_category(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """State the last day of a membership."""
    return cases.end_category(visit, entry_id, **body)
