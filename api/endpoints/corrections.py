"""Saying that something recorded was wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.correction import CorrectionRequest
from api.schemas.entries import ReasonRequest
from api.schemas.opening import PersonChangeRequest
from marshrut.application import cases, corrections
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.refusals import refuse

feature = Feature("corrections", "Corrections and annulments; nothing is ever deleted")


@feature.case_write("/person-changes", body=PersonChangeRequest)
def change_person(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Change person or passport fields: for all days, or from a day on."""
    reason, effective_on = body.pop("reason"), body.pop("effective_on", None)
    return corrections.change_person(visit, reason=reason, changes=body, effective_on=effective_on)


@feature.case_write("/entries/<uuid:entry_id>/correction", body=CorrectionRequest)
def correct(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """Replace what was wrong in an entry."""
    reason, occasion = body.pop("reason"), body.pop("verification_entry_id", None)
    if entry_id not in visit.case.history.entries:  # what is not there is told first (S17)
        raise refuse("NOT_FOUND", what=entry_id)
    if not body:
        raise refuse("INVALID", field="changes", expected="effective_on, ended_on, attributes, …")
    return corrections.correct(visit, entry_id, reason=reason, changes=body, verification=occasion)


@feature.case_write("/entries/<uuid:entry_id>/annulment", body=ReasonRequest)
def annul(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """Take out an entry that should never have been."""
    return cases.annul(visit, entry_id, **body)
