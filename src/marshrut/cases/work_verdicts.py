"""Whether a measure, step, consent, cause of risk or contract may stand (domain 3.3, 5, 6, 7.5).

In the order of semantics S17; what the domain merely expects and is missing is a warning (S18).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from marshrut.cases.attributes import missing_attributes
from marshrut.cases.casework import (
    Consent,
    Contract,
    ContractChange,
    Measure,
    PracticeAssessment,
    RiskCause,
    Step,
    Transition,
)
from marshrut.cases.checks import (
    Circumstances,
    Judgement,
    check_alive,
    check_dates,
    check_duplicate,
    check_happened,
    check_past,
)
from marshrut.cases.consents import blocks, consent_on
from marshrut.cases.contents import Content, Status, Value
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.measures import counts, measure_term
from marshrut.cases.routes import DECLINED, Move, StepCourse, course_of, step_state, step_term
from marshrut.refusals import Finding, finding, refuse

MEASURE = "measure_attributes"
STEP = "step_attributes"
NEGATIVE = frozenset({DECLINED, "CANCELLED", "FAILED"})
ACTS = frozenset({"IN_PROGRESS", "DONE"})
"""States in which what a step is about is being done, or was."""

TERMINATED = "TERMINATED"
LINKS: dict[str, type[Content]] = {
    "consent_entry_id": Consent,
    "contract_entry_id": Contract,
}
"""The attributes that name another entry of the case."""


def judge_casework(entry: Entry, history: History, at: Circumstances) -> Judgement:
    """Judge ``entry``, new or corrected, of a kind of ``casework``, against ``history``."""
    match entry.content:
        case Measure() as measure:
            return _judge_measure(entry, measure, history, at)
        case Step() as step:
            return _judge_step(entry, step, history, at)
        case Transition() as transition:
            return _judge_transition(entry, transition, history, at)
        case Consent() as consent:
            _judge_consent(entry, consent, history, at)
        case RiskCause() as cause:
            check_dates(cause.effective_on, cause.ended_on, at)
            check_happened(entry, cause.effective_on, history, at)
        case Contract() as contract:
            return _judge_contract(entry, contract, history, at)
        case ContractChange() as change:
            _judge_contract_change(change, history, at)
        case PracticeAssessment() as sheet:
            _judge_practice(entry, sheet, history, at)
    return Judgement()


def _judge_measure(
    entry: Entry, measure: Measure, history: History, at: Circumstances
) -> Judgement:
    day = measure.provided_on
    check_dates(day, measure.period_end, at, fields=("provided_on", "period_end"))
    _check_link(history, "routing_step_id", measure.routing_step_id, Step)
    _check_linked_attributes(measure.attributes, history)
    check_happened(entry, day, history, at, field="provided_on")
    warnings = _incomplete(measure) if counts(measure.result) else []
    needed = measure_term(measure.measure_code).extra["consent"]
    if needed:
        warnings += _without_consent(history, needed, day)
    return Judgement(tuple(warnings))


def _judge_step(entry: Entry, step: Step, history: History, at: Circumstances) -> Judgement:
    _check_move(step, step.step_code)
    _check_stage(step)
    check_dates(step.effective_on, step.due_on, at, fields=("effective_on", "due_on"))
    _check_links(step, history)
    _check_linked_attributes(step.attributes, history)
    _check_parents(entry, step, history)
    check_happened(entry, step.effective_on, history, at)
    return _judge_course(entry, step, entry, history)


def _judge_transition(
    entry: Entry, transition: Transition, history: History, at: Circumstances
) -> Judgement:
    owner = history.entries.get(transition.step_entry_id)
    if owner is None or not isinstance(owner.content, Step):
        raise refuse("NOT_FOUND", what=transition.step_entry_id)
    if owner.annulled_by is not None:
        raise refuse("ENTRY_ANNULLED", entry_id=owner.entry_id)
    _check_move(transition, owner.content.step_code)
    day, begun = transition.effective_on, owner.content.effective_on
    if day < begun:
        raise refuse("DATE_ORDER", field="effective_on", value=day, not_before=begun)
    check_dates(day, transition.due_on, at, fields=("effective_on", "due_on"))
    _check_link(history, "status_entry_id", transition.status_entry_id, Status)
    _check_linked_attributes(transition.attributes, history)
    check_happened(entry, day, history, at)
    return _judge_course(owner, transition, entry, history)


def _judge_course(owner: Entry, move: Move, entry: Entry, history: History) -> Judgement:
    """The whole sequence must be legal (S9), the consent that the step needs in force (F010)."""
    others = [e for e in history.entries.values() if e.entry_id != entry.entry_id]
    course = course_of(owner, others if entry is owner else [*others, entry])
    for before, after in course.breaks:
        raise refuse("STEP_TRANSITION", field="state", before=before, after=after)
    for _, other in course.moves:
        _check_move(other, course.step.step_code)  # a corrected code may know other outcomes
    warnings: list[Finding] = []
    needed = step_term(course.step.step_code).extra["consent"]
    if needed and any(move_id == entry.entry_id for move_id, _ in _needing(course)):
        warnings += _without_consent(history, needed, move.effective_on)
        if warnings and blocks(needed):
            raise refuse("CONSENT_REQUIRED", consent=needed, effective_on=move.effective_on)
    exempt = step_term(course.step.step_code).words("exempt")
    if move.outcome is not None and move.outcome not in exempt:
        warnings += _incomplete(course.merged)
    return Judgement(tuple(warnings))


def _check_move(move: Move, step_code: str) -> None:
    """The state can be recorded, its outcome is one of the step's, its reason is given."""
    state, term = step_state(move.state), step_term(step_code)
    if not state.flag("recordable"):
        raise refuse("DERIVED_STATE", field="state", state=move.state)
    outcomes = term.words("outcomes")
    if move.outcome is None and state.flag("outcome"):
        raise refuse("OUTCOME_REQUIRED", field="outcome", state=move.state, outcomes=outcomes)
    if move.outcome is not None and move.outcome not in outcomes:
        raise refuse("OUTCOME_NOT_ALLOWED", field="outcome", step=step_code, outcomes=outcomes)
    if move.outcome is not None and not state.flag("outcome"):
        raise refuse("OUTCOME_EARLY", field="outcome", state=move.state)
    reasoned = move.state == DECLINED or move.outcome in term.words("reasoned")
    if reasoned and move.reason_code is None:
        raise refuse("REASON_REQUIRED", field="reason", classifier="risk_causes")


def _check_stage(step: Step) -> None:
    stages = [int(stage) for stage in step_term(step.step_code).words("stages")]
    if step.stage is not None and step.stage not in stages:
        expected = ", ".join(map(str, stages)) or "null"
        raise refuse("INVALID", field="stage", expected=expected)


def _check_links(step: Step, history: History) -> None:
    _check_link(history, "parent_step_id", step.parent_step_id, Step)
    _check_link(history, "status_entry_id", step.status_entry_id, Status)
    _check_link(history, "contract_entry_id", step.contract_entry_id, Contract)


def _check_link(history: History, field: str, entry_id: UUID | None, kind: type[Content]) -> None:
    """The entry that ``field`` names is one of this case, of the kind, and not annulled."""
    if entry_id is None:
        return
    linked = history.entries.get(entry_id)
    if linked is None or linked.annulled_by is not None or not isinstance(linked.content, kind):
        raise refuse("BAD_LINK", field=field, kind=kind.KIND)


def _check_linked_attributes(attributes: Mapping[str, Value], history: History) -> None:
    """The attributes that name entries name such ones (see ``_check_link``)."""
    for name, kind in LINKS.items():
        if name in attributes:
            _check_link(history, f"attributes.{name}", UUID(str(attributes[name])), kind)


def _check_parents(entry: Entry, step: Step, history: History) -> None:
    """A chain of steps does not lead back to itself."""
    parent, seen = step.parent_step_id, {entry.entry_id}
    while parent is not None:
        if parent in seen:
            raise refuse("BAD_LINK", field="parent_step_id", kind=Step.KIND)
        seen.add(parent)
        above = history.entries[parent].content if parent in history.entries else None
        parent = above.parent_step_id if isinstance(above, Step) else None


def _judge_consent(entry: Entry, consent: Consent, history: History, at: Circumstances) -> None:
    last = consent.valid_until
    check_dates(consent.granted_on, last, at, fields=("granted_on", "valid_until"))
    revoked = consent.revoked_on
    check_dates(consent.granted_on, revoked, at, fields=("granted_on", "revoked_on"))
    check_happened(entry, consent.granted_on, history, at, field="granted_on")


def _judge_contract(
    entry: Entry, contract: Contract, history: History, at: Circumstances
) -> Judgement:
    first = contract.valid_from or contract.signed_on
    check_dates(first, contract.valid_to, at, fields=("valid_from", "valid_to"))
    check_happened(entry, contract.signed_on, history, at, field="signed_on")
    if contract.state == TERMINATED:
        raise refuse("INVALID", field="state", expected="DRAFT, ACTIVE, FULFILLING, FULFILLED")
    named = contract.employer_id or contract.employer_inn or contract.employer_name
    if named is None:
        return Judgement((finding("INCOMPLETE", fields=["employer_name"]),))
    return Judgement()


def _judge_contract_change(change: ContractChange, history: History, at: Circumstances) -> None:
    owner = history.entries.get(change.contract_entry_id)
    if owner is None or not isinstance(owner.content, Contract):
        raise refuse("NOT_FOUND", what=change.contract_entry_id)
    if owner.annulled_by is not None:
        raise refuse("ENTRY_ANNULLED", entry_id=owner.entry_id)
    day, signed = change.effective_on, owner.content.signed_on
    if day < signed:
        raise refuse("DATE_ORDER", field="effective_on", value=day, not_before=signed)
    if (change.terminated_by is not None) != (change.state == TERMINATED):
        code = "REQUIRED" if change.terminated_by is None else "INVALID"
        expected = "EMPLOYER, GRADUATE, MUTUAL, POO" if code == "REQUIRED" else "null"
        raise refuse(code, field="terminated_by", expected=expected)
    _check_link(history, "dispute_step_id", change.dispute_step_id, Step)
    check_past(day, at, field="effective_on")
    check_alive(day, history)
    check_duplicate(change, history)


def _judge_practice(
    entry: Entry, sheet: PracticeAssessment, history: History, at: Circumstances
) -> None:
    fields = ("period_start", "period_end")
    check_dates(sheet.period_start or sheet.assessed_on, sheet.period_end, at, fields=fields)
    check_happened(entry, sheet.assessed_on, history, at, field="assessed_on")


def _incomplete(content: Measure | Step) -> list[Finding]:
    """``INCOMPLETE``: what the domain lists for the measure or step and is not there (S18)."""
    if isinstance(content, Measure):
        code, term, table = content.measure_code, measure_term(content.measure_code), MEASURE
    else:
        code, term, table = content.step_code, step_term(content.step_code), STEP
    missing = [names for names in term.words("expected") if not _has_any(content, names)]
    named = {"employer_name"} if content.employer_id else set()
    missing += missing_attributes(table, code, content.attributes.keys() | named)
    return [finding("INCOMPLETE", fields=missing)] if missing else []


def _has_any(content: Measure | Step, names: str) -> bool:
    """Whether one of ``names``, fields or attributes with ``|`` between them, is there."""
    return any(
        name in content.attributes or getattr(content, name, None) is not None
        for name in names.split("|")
    )


def _without_consent(history: History, kind: str, day: date) -> list[Finding]:
    if consent_on(history.entries.values(), kind, day):
        return []
    return [finding("CONSENT_ABSENT", consent=kind, effective_on=day)]


def _needing(course: StepCourse) -> Iterator[tuple[UUID, Move]]:
    """The moves that may not be made without the consent of their day: up to the act itself.

    What becomes of a résumé that was sent may be told whatever was revoked since; nor does
    anybody need a consent for giving up, or for being taken out of the bank.
    """
    withdrawing = step_term(course.step.step_code).words("withdrawing")
    for move_id, move in course.moves:
        if move.state not in NEGATIVE and move.outcome not in withdrawing:
            yield move_id, move
            if move.state in ACTS:
                return


def unsettled(history: History) -> list[Finding]:
    """What annulments and revocations leave behind: broken courses, steps without consent (S8)."""
    found = []
    for course in history.steps:
        step, needed = course.step, step_term(course.step.step_code).extra["consent"]
        if next(course.breaks, None):
            found.append(
                finding(
                    "STEP_OUT_OF_ORDER",
                    step=step.step_code,
                    effective_on=step.effective_on,
                    entry_id=course.entry_id,
                )
            )
        if blocks(needed) and any(
            move.state in ACTS
            and not consent_on(history.entries.values(), needed, move.effective_on)
            for _, move in _needing(course)
        ):
            found.append(
                finding(
                    "STEP_WITHOUT_CONSENT",
                    step=step.step_code,
                    effective_on=step.effective_on,
                    consent=needed,
                    entry_id=course.entry_id,
                )
            )
    return found
