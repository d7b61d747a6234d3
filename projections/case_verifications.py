"""What extracts say of one case, what the comparison comes to, and who has decided what."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.cases.casework import Verification
from marshrut.cases.outcomes import compared, resolution_of, verifications
from projections.case_view import CaseView, is_marker


def verifications_of(view: CaseView, day: date) -> list[dict[str, Any]]:
    """The verifications of days up to ``day``, each with its outcome by what was known."""
    standing = sorted(verifications(view.history), key=lambda each: each[1].checked_on)
    return [_verification(view, *each) for each in standing if each[1].checked_on <= day]


def employments_of(view: CaseView, entry_id: UUID, said: Verification) -> list[dict[str, Any]]:
    """The work that the extract names; a sole proprietor's name and number by right."""
    opened = view.parts.get(entry_id, {}).get("employments", {})
    return [
        _shown(msgspec.structs.asdict(work), opened.get(str(place)) or {})
        for place, work in enumerate(said.employments)
    ]


def _shown(work: dict[str, Any], opened: dict[str, Any]) -> dict[str, Any]:
    return {n: opened.get(n) if is_marker(v) else v for n, v in work.items() if v is not None}


def _verification(view: CaseView, entry_id: UUID, said: Verification) -> dict[str, Any]:
    found = compared(said, view.history)
    return {
        "entry_id": entry_id,
        "run_id": said.run_id,
        "source": said.source,
        "source_label": view.label("sources", said.source),
        "checked_on": said.checked_on,
        "verdict": said.code,
        "label": view.label("verification_verdicts", said.code),
        "employments": employments_of(view, entry_id, said),
        "outcome": found.outcome,
        "outcome_label": view.label("verification_outcomes", found.outcome),
        "status_entry_id": found.status.entry_id if found.status else None,
        "resolution": _resolution(view, entry_id),
    }


def _resolution(view: CaseView, verification: UUID) -> dict[str, Any] | None:
    found = resolution_of(verification, view.history)
    if found is None:
        return None
    entry_id, resolution = found
    return {
        "entry_id": entry_id,
        "decision": resolution.decision,
        "label": view.label("verification_decisions", resolution.decision),
        "resolved_on": resolution.resolved_on,
        "text": view.parts.get(entry_id, {}).get("words", {}).get("text"),
    }
