"""Recording the steps of routing, and what they bring about in the same transaction (F035).

A diploma makes a graduate, a contact that reached the graduate confirms or changes the status, an
analysis of causes records them: the user enters each fact once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec

from marshrut.application.cases import DIPLOMA, add_graduation, confirm, record_status
from marshrut.application.codes import check_codes
from marshrut.application.identity import resettle
from marshrut.application.risks import add_risk_cause
from marshrut.application.visit import Visit
from marshrut.application.words import pop_words
from marshrut.cases.attributes import Attributes, split_attributes
from marshrut.cases.case import Outcome
from marshrut.cases.casework import RiskCause, Step, Transition
from marshrut.cases.checks import check_after_birth
from marshrut.cases.contents import Confirmation
from marshrut.cases.routes import Move, step_term
from marshrut.refusals import finding, refuse

M = TypeVar("M", Step, Transition)


def record_step(
    visit: Visit,
    *,
    step_code: str,
    state: str,
    effective_on: date,
    attributes: dict[str, Any] | None = None,
    status: dict[str, Any] | None = None,
    reason: str | None = None,
    **fields: Any,
) -> Outcome:
    """Record a step in its first state. ``fields``: the others of ``Step``, and its words.

    ``status`` is a status to be recorded with the step and linked to it; ``reason`` a code of
    ``risk_causes`` where the state or outcome needs one, else words.
    """
    codes = {"step_code": step_code, "state": state, "source": fields.get("source")}
    check_codes({**codes, "reason_code": fields.get("reason_code")}, on=effective_on)
    split = _split(visit, step_code, attributes or {})
    words = pop_words(Step, fields)
    step = Step(
        step_code=step_code,
        state=state,
        effective_on=effective_on,
        attributes=_given(split.clear),
        stage=fields.pop("stage", None) or stage_on(visit, step_code, effective_on),
        **fields,
    )
    step, said = _reasoned(step, step_code, reason)
    step, brought = _consequences(visit, step_code, step, attributes or {}, status)
    sealed = {"attributes": split.sealed, "words": words, "reason": said}
    outcome = visit.case.add(step, visit.writing(uuid4(), source=step.source, sealed=sealed))
    return _settled(visit, step_code, together(outcome, brought))


def move_step(
    visit: Visit,
    step_entry_id: UUID,
    *,
    state: str,
    effective_on: date,
    attributes: dict[str, Any] | None = None,
    status: dict[str, Any] | None = None,
    reason: str | None = None,
    **fields: Any,
) -> Outcome:
    """Record that a step came into another state: an entry of its own (semantics S9)."""
    codes = {"state": state, "source": fields.get("source")}
    check_codes({**codes, "reason_code": fields.get("reason_code")}, on=effective_on)
    step_code = _step_of(visit, step_entry_id).step_code
    split = _split(visit, step_code, attributes or {})
    words = pop_words(Transition, fields)
    move = Transition(
        step_entry_id=step_entry_id,
        state=state,
        effective_on=effective_on,
        attributes=_given(split.clear),
        **fields,
    )
    move, said = _reasoned(move, step_code, reason)
    move, brought = _consequences(visit, step_code, move, attributes or {}, status)
    sealed = {"attributes": split.sealed, "words": words, "reason": said}
    outcome = visit.case.add(move, visit.writing(uuid4(), source=move.source, sealed=sealed))
    return _settled(visit, step_code, together(outcome, brought))


def together(outcome: Outcome, others: list[Outcome]) -> Outcome:
    """The outcome, with what those recorded beside it warn of and close."""
    warnings = tuple(w for other in others for w in other.warnings)
    closed = tuple(c for other in others for c in other.closed)
    return Outcome(outcome.entry_id, (*outcome.warnings, *warnings), (*outcome.closed, *closed))


def _step_of(visit: Visit, step_entry_id: UUID) -> Step:
    entry = visit.case.history.entries.get(step_entry_id)
    if entry is None or not isinstance(entry.content, Step):
        raise refuse("NOT_FOUND", what=step_entry_id)
    if entry.annulled_by is not None:
        raise refuse("ENTRY_ANNULLED", entry_id=step_entry_id)
    return entry.content


def stage_on(visit: Visit, step_code: str, day: date) -> int | None:
    """The stage of the step; where it has one before graduation and one after, that of the day."""
    stages = [int(stage) for stage in step_term(step_code).words("stages")]
    graduated = visit.case.history.graduated_on
    after = graduated is not None and graduated <= day
    return stages[-1 if after else 0] if stages else None


def _split(visit: Visit, step_code: str, attributes: dict[str, Any]) -> Attributes:
    blind = visit.blind_employer
    split = split_attributes(step_code, attributes, table="step_attributes", blind=blind)
    check_after_birth(split.days, born=visit.person.birth_date)
    return split


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _reasoned(move: M, step_code: str, reason: str | None) -> tuple[M, str | None]:
    """The move with its reason as a code, where one is due; else the reason in words."""
    due = move.state == "DECLINED" or move.outcome in step_term(step_code).words("reasoned")
    if reason is None or (move.reason_code is not None) or not due:
        return move, reason
    check_codes({"reason": reason}, on=move.effective_on)
    return msgspec.structs.replace(move, reason_code=reason), None


def _consequences(
    visit: Visit,
    step_code: str,
    move: M,
    attributes: dict[str, Any],
    status: dict[str, Any] | None,
) -> tuple[M, list[Outcome]]:
    """What comes with the move, recorded before it; the move linked to its status."""
    brought = []
    if status is not None:
        if move.status_entry_id is not None:
            raise refuse("INVALID", field="status", expected="status or status_entry_id")
        recorded = record_status(visit, **status)
        brought.append(recorded)
        move = msgspec.structs.replace(move, status_entry_id=recorded.entry_id)
    if move.state == "DONE":
        brought += _done(visit, step_code, move, attributes)
    return move, brought


def _done(
    visit: Visit, step_code: str, move: Move, attributes: dict[str, Any]
) -> Iterator[Outcome]:
    match step_code, move.outcome:
        case "DIPLOMA", "ISSUED" if visit.case.history.graduated_on is None:
            yield _graduation(visit, move, attributes)
        case "CONTACT_FOLLOWUP", "REACHED" if move.status_entry_id is None:
            if not _confirmed(visit, move):
                yield confirm(visit, effective_on=move.effective_on, source=move.source)
        case "REASON_ANALYSIS", "RECORDED":
            for cause in attributes.get("risk_causes") or ():
                if not _known_cause(visit, cause, move.effective_on):
                    yield add_risk_cause(
                        visit,
                        risk_cause=cause,
                        effective_on=move.effective_on,
                        subject="NOT_IN_SPECIALTY",
                        source=move.source,
                    )


def _graduation(visit: Visit, move: Move, attributes: dict[str, Any]) -> Outcome:
    day = attributes.get("graduation_date")
    issued = attributes.get("diploma_issued_on")
    return add_graduation(
        visit,
        graduation_date=date.fromisoformat(day) if day else move.effective_on,
        diploma_issued_on=date.fromisoformat(issued) if issued else None,
        source=move.source,
        **{name: attributes.get(name) for name in DIPLOMA},
    )


def _confirmed(visit: Visit, move: Move) -> bool:
    return any(
        isinstance(entry.content, Confirmation)
        and entry.annulled_by is None
        and entry.content.effective_on == move.effective_on
        and entry.content.source == move.source
        for entry in visit.case.history.entries.values()
    )


def _known_cause(visit: Visit, cause: str, day: date) -> bool:
    return any(
        isinstance(entry.content, RiskCause)
        and entry.annulled_by is None
        and entry.content.risk_cause == cause
        and entry.content.effective_on <= day <= (entry.content.ended_on or date.max)
        for entry in visit.case.history.entries.values()
    )


def _settled(visit: Visit, step_code: str, outcome: Outcome) -> Outcome:
    """A diploma may change the year of graduation, and so the natural key of the case."""
    if step_code != "DIPLOMA":
        return outcome
    graduated, move = visit.case.history.graduated_on, visit.case.history.entries[outcome.entry_id]
    content = move.content
    assert isinstance(content, Step | Transition)  # noqa: S101 - narrows the type
    told = content.attributes.get("graduation_date", content.effective_on.isoformat())
    if content.outcome == "ISSUED" and graduated and told != graduated.isoformat():
        outcome = outcome.warned(finding("GRADUATED_OTHERWISE", graduation_date=graduated))
    return resettle(visit, outcome)
