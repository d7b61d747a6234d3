"""What staff did in one case, in words: measures, steps, consents, causes of risk, contracts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.asof import last_day
from marshrut.cases.casework import (
    Consent,
    ContractChange,
    Measure,
    PracticeAssessment,
    RiskCause,
    Transition,
    Verification,
)
from marshrut.cases.contracts import ContractCourse
from marshrut.cases.entries import Entry
from marshrut.cases.measures import addressed, counts, measure_term
from marshrut.cases.routes import StepCourse, step_term
from projections.case_verifications import employments_of
from projections.case_view import CaseView, is_marker

DATED = frozenset(
    {"effective_on", "provided_on", "granted_on", "signed_on", "assessed_on", "ended_on", "source"}
    | {"checked_on", "resolved_on"}
)
"""Fields that a line of the timeline names in its own words."""


def said_of(view: CaseView, entry: Entry) -> dict[str, Any]:
    """What the entry says beside its kind, code and days; ``hidden`` names what is not shown."""
    fields: dict[str, Any] = msgspec.structs.asdict(entry.content)
    clear = fields.pop("attributes", None)
    words = view.parts.get(entry.entry_id, {}).get("words", {})
    said = {n: words.get(n) if is_marker(v) else v for n, v in fields.items() if v is not None}
    attributes, hidden = view.attributes(entry.entry_id, clear or {})
    hidden += sorted(name for name, value in said.items() if value is None)
    said = {n: v for n, v in said.items() if v is not None and n not in DATED}
    if isinstance(entry.content, Verification):
        said["employments"] = employments_of(view, entry.entry_id, entry.content)
    notes = {n: text for n, text in words.items() if n not in attributes and n not in said}
    shown = {"attributes": attributes} if clear is not None else {}
    return {**said, **notes, **shown, "hidden": hidden}


def owner_of(entry: Entry) -> UUID:
    """The step or contract whose course the entry is a part of; else the entry itself."""
    match entry.content:
        case Transition(step_entry_id=owner) | ContractChange(contract_entry_id=owner):
            return owner
    return entry.entry_id


def measures_of(view: CaseView, day: date) -> list[dict[str, Any]]:
    """The measures given up to ``day``, the first one first."""
    entries = [e for e in _current(view) if isinstance(e.content, Measure)]
    given = [e for e in entries if (e.content.starts_on or day) <= day]
    return [_measure(view, e) for e in sorted(given, key=_by_day)]


def _measure(view: CaseView, entry: Entry) -> dict[str, Any]:
    measure = entry.content
    assert isinstance(measure, Measure)  # noqa: S101 - narrows the type
    evidence = view.parts.get(entry.entry_id, {}).get("evidence", {})
    return {
        "entry_id": entry.entry_id,
        "label": view.label("measures", measure.measure_code),
        "provided_on": measure.provided_on,
        "period_end": measure.period_end,
        "result_label": view.label("measure_results", measure.result),
        "kind": int(kind) if (kind := measure_term(measure.measure_code).extra["kind"]) else None,
        "addressed": addressed(measure),
        "counted": counts(measure.result),
        "source": measure.source,
        "evidence": {"kind": measure.evidence_kind, "date": measure.evidence_date, **evidence},
        **said_of(view, entry),
    }


def step_line(view: CaseView, course: StepCourse, day: date) -> dict[str, Any] | None:
    """A step as it stands on ``day``; ``None`` before it began."""
    now = course.on(day)
    if now is None:
        return None
    entry = view.history.entries[course.entry_id]
    merged = course.merged
    attributes: dict[str, Any] = {}
    hidden: set[str] = set()
    for move_id, move in course.moves:
        if move.effective_on <= day:
            shown, kept = view.attributes(move_id, move.attributes)
            attributes |= shown
            hidden |= set(kept)
    return {
        **said_of(view, entry),
        "entry_id": course.entry_id,
        "step_code": merged.step_code,
        "label": view.label("steps", merged.step_code),
        "place": step_term(merged.step_code).extra["place"],
        "stage": merged.stage,
        "state": now.state,
        "state_label": view.label("step_states", now.state),
        "state_since": now.period.start,
        "outcome": now.outcome,
        "outcome_label": view.label("step_outcomes", now.outcome),
        "reason_code": now.reason_code,
        "due_on": now.due_on,
        "effective_on": course.step.effective_on,
        "status_entry_id": now.status_entry_id,
        "attributes": attributes,
        "hidden": sorted(hidden - attributes.keys()),
        "moves": [
            {
                "entry_id": move_id,
                "effective_on": move.effective_on,
                "state": move.state,
                "outcome": move.outcome,
            }
            for move_id, move in course.moves
            if move.effective_on <= day
        ],
    }


def consents_of(view: CaseView, day: date) -> list[dict[str, Any]]:
    """The consents granted up to ``day``, and whether each holds on it."""
    return [
        {
            "entry_id": entry.entry_id,
            "consent_kind": consent.consent_kind,
            "label": view.label("consent_kinds", consent.consent_kind),
            "granted_on": consent.granted_on,
            "valid_until": consent.valid_until,
            "revoked_on": consent.revoked_on,
            "in_force": consent.period.covers(day),
            "document_ref": view.parts.get(entry.entry_id, {}).get("words", {}).get("document_ref"),
        }
        for entry in _current(view)
        if isinstance(consent := entry.content, Consent) and consent.granted_on <= day
    ]


def risk_causes_of(view: CaseView, day: date) -> list[dict[str, Any]]:
    """The causes that hold on ``day``."""
    return [
        {
            "entry_id": entry.entry_id,
            "code": cause.risk_cause,
            "label": view.label("risk_causes", cause.risk_cause),
            "subject": cause.subject,
            "effective_on": cause.effective_on,
            "ended_on": cause.ended_on,
        }
        for entry in _current(view)
        if isinstance(cause := entry.content, RiskCause) and cause.period.covers(day)
    ]


def contracts_of(view: CaseView, day: date) -> list[dict[str, Any]]:
    """The targeted and dual contracts signed up to ``day``."""
    lines = (_contract(view, course, day) for course in view.history.contracts)
    return [line for line in lines if line is not None]


def _contract(view: CaseView, course: ContractCourse, day: date) -> dict[str, Any] | None:
    now = course.on(day)
    if now is None:
        return None
    contract, graduated = course.contract, view.history.graduated_on
    said = said_of(view, view.history.entries[course.entry_id])
    return {
        **said,
        "entry_id": course.entry_id,
        "label": view.label("contract_kinds", contract.contract_kind),
        "signed_on": contract.signed_on,
        "signed_before_graduation": graduated is None or contract.signed_on < graduated,
        "state": now.state,
        "state_label": view.label("contract_states", now.state),
        "state_since": now.period.start,
        "state_until": last_day(now.period.end),
        "terminated_by": now.terminated_by,
    }


def practice_of(view: CaseView, day: date) -> list[dict[str, Any]]:
    """The employers' assessments of practical training up to ``day``."""
    return [
        {
            **said_of(view, entry),
            "entry_id": entry.entry_id,
            "assessed_on": sheet.assessed_on,
            "label": view.label("practice_verdicts", sheet.code),
        }
        for entry in _current(view)
        if isinstance(sheet := entry.content, PracticeAssessment) and sheet.assessed_on <= day
    ]


def _current(view: CaseView) -> list[Entry]:
    return [entry for entry in view.history.entries.values() if entry.annulled_by is None]


def _by_day(entry: Entry) -> tuple[date, int]:
    return (entry.content.starts_on or date.min, entry.version)
