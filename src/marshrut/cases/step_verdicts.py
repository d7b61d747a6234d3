"""Whether a step or a transition may stand: its state machine, links and consents (domain 6.2, S9).

What annulments and revocations leave behind is shown, never refused (semantics S8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from uuid import UUID

from marshrut.cases.casework import Consent, Step, Transition
from marshrut.cases.checks import Circumstances, Judgement, check_dates, check_happened
from marshrut.cases.consents import blocks, consent_on
from marshrut.cases.contents import Status
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.routes import DECLINED, Move, StepCourse, course_of, step_state, step_term
from marshrut.cases.statuses import status_term
from marshrut.cases.work_checks import (
    check_links,
    incomplete,
    without_consent,
)
from marshrut.classifiers import classifier
from marshrut.refusals import Finding, finding, refuse

NEGATIVE = frozenset({DECLINED, "CANCELLED", "FAILED"})
ACTS = frozenset({"IN_PROGRESS", "DONE"})
"""States in which what a step is about is being done, or was."""

HIRED = {
    "HIRED_IN_SPECIALTY": (True, True),
    "HIRED_OTHER": (True, False),
    "NOT_HIRED": (False, False),
}
"""Of the outcomes of a hiring: whether it led to work, and to work in the specialty."""


def judge_step(entry: Entry, step: Step, history: History, at: Circumstances) -> Judgement:
    """Judge ``step``, the content of ``entry``, with the transitions that it has (S9)."""
    _check_move(step, step.step_code)
    _check_stage(step)
    check_dates(step.effective_on, step.due_on, at, fields=("effective_on", "due_on"))
    check_links(entry, history)
    _check_parents(entry, step, history)
    check_happened(entry, step.effective_on, history, at)
    return _judge_course(entry, step, entry, history)


def judge_transition(
    entry: Entry, transition: Transition, history: History, at: Circumstances
) -> Judgement:
    """Judge ``transition``, the content of ``entry``, within the course of its step (S9)."""
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
    check_links(entry, history)
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
        warnings += without_consent(history, needed, move.effective_on)
        if warnings and blocks(needed):
            raise refuse("CONSENT_REQUIRED", consent=needed, effective_on=move.effective_on)
    warnings += _against_status(course, move, history)
    exempt = step_term(course.step.step_code).words("exempt")
    if move.outcome is not None and move.outcome not in exempt:
        warnings += incomplete(course.merged)
    return Judgement(tuple(warnings))


def _against_status(course: StepCourse, move: Move, history: History) -> list[Finding]:
    """``OUTCOME_AGAINST_STATUS``: how a hiring ended, and a linked status that says otherwise."""
    linked = history.entries.get(course.merged.status_entry_id or course.entry_id)
    if move.outcome not in HIRED or linked is None or linked.annulled_by is not None:
        return []
    if not isinstance(linked.content, Status):
        return []
    status, (hired, in_specialty) = linked.content, HIRED[move.outcome]
    employed = status_term(status.status_code).group == "EMPLOYED"
    told = status.attributes.get("in_specialty")
    if employed == hired and (told is None or not hired or told == in_specialty):
        return []
    return [finding("OUTCOME_AGAINST_STATUS", outcomes=[move.outcome], status=status.status_code)]


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


def _check_parents(entry: Entry, step: Step, history: History) -> None:
    """A chain of steps does not lead back to itself."""
    parent, seen = step.parent_step_id, {entry.entry_id}
    while parent is not None:
        if parent in seen:
            raise refuse("BAD_LINK", field="parent_step_id", kind=Step.KIND)
        seen.add(parent)
        above = history.entries[parent].content if parent in history.entries else None
        parent = above.parent_step_id if isinstance(above, Step) else None


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


def out_of_order(course: StepCourse) -> Finding | None:
    """``STEP_OUT_OF_ORDER``: what an annulment has left of a step's course (S8)."""
    if not course.broken:
        return None
    step = course.step
    return finding(
        "STEP_OUT_OF_ORDER",
        step=step.step_code,
        effective_on=step.effective_on,
        entry_id=course.entry_id,
    )


@cache
def consented_steps() -> Mapping[str, str]:
    """The steps that are refused without a consent, and the kind of each."""
    needed = {code: term.extra["consent"] for code, term in classifier("steps").terms.items()}
    return {code: kind for code, kind in needed.items() if blocks(kind)}


def unconsented(course: StepCourse, history: History) -> tuple[date, Finding] | None:
    """``STEP_WITHOUT_CONSENT``: what a revocation has left, and the day of the act (S8).

    The step is one of ``consented_steps``.
    """
    step = course.step
    needed = consented_steps()[step.step_code]
    acts = (move.effective_on for _, move in _needing(course) if move.state in ACTS)
    for day in acts:
        if not consent_on(history.of(Consent), needed, day):
            return day, finding(
                "STEP_WITHOUT_CONSENT",
                step=step.step_code,
                effective_on=step.effective_on,
                consent=needed,
                entry_id=course.entry_id,
            )
    return None
