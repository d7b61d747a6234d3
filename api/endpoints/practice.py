"""Employers' assessments of practical training (оценочный лист)."""

from __future__ import annotations

from typing import Any

from api.features import Feature
from api.schemas.casework import PracticeAssessmentRequest
from marshrut.application.practice import assess_practice
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("practice", "Employers' assessments of practical training")


@feature.case_write("/practice-assessments", body=PracticeAssessmentRequest)
def assess(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record an employer's assessment sheet."""
    return assess_practice(visit, **body)
