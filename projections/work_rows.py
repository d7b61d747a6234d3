"""The rows of what staff do in a case: facts of a day, and spans of steps, consents, contracts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.asof import Period
from marshrut.cases.casework import Consent, Measure, PracticeAssessment, RiskCause
from marshrut.cases.contents import Confirmation, Graduation, Movement
from marshrut.cases.contracts import ContractCourse
from marshrut.cases.entries import Entry
from marshrut.cases.measures import addressed, counts
from marshrut.cases.routes import Move, StepCourse, StepStretch

FACTS = (Confirmation, Graduation, Movement, Measure, PracticeAssessment)
"""Kinds of entries that happen on a day; the moves of steps come with their courses."""

SPANS = (Consent, RiskCause)
"""Kinds of entries that last by themselves; steps and contracts come with their courses."""

SURVEYED = (
    "in_specialty",
    "planned_channel",
    "expected_region",
    "expected_salary",
    "satisfaction",
)
"""What a survey of intentions asks, as the columns of ``case_span`` call it."""

DONE, TERM_CHECK = "DONE", "SERVICE_TERM_CHECK"

Values = tuple[Any, ...]


def fact_values(entry: Entry) -> Values:
    """The columns of ``case_fact`` for an entry of the kinds ``FACTS``."""
    content = entry.content
    if isinstance(content, Measure):
        return _measure_values(entry.entry_id, content)
    what = (content.KIND, content.code, getattr(content, "source", None))
    return (entry.entry_id, content.starts_on, *what, *(None,) * 20)


def _measure_values(entry_id: UUID, measure: Measure) -> Values:
    said = measure.attributes.get
    completed = said("completed_on")
    return (
        entry_id,
        measure.provided_on,
        measure.KIND,
        measure.measure_code,
        measure.source,
        measure.routing_step_id,
        measure.result,
        said("found"),
        counts(measure.result),
        addressed(measure),
        measure.period_end,
        measure.provider,
        measure.form,
        measure.hours,
        said("days"),
        measure.satisfaction,
        measure.initiated_by,
        said("portal"),
        said("consultation_only"),
        said("resume_moderated"),
        said("contract_concluded"),
        date.fromisoformat(str(completed)) if completed else None,
        measure.employer_id,
        measure.vacancy_id,
        measure.activity_id,
    )


def move_values(course: StepCourse) -> Iterator[Values]:
    """The columns of ``case_fact`` for each move of a step."""
    for entry_id, move in course.moves:
        yield _move_values(course, entry_id, move)


def _move_values(course: StepCourse, entry_id: UUID, move: Move) -> Values:
    step = course.step
    what = (step.KIND, step.step_code, move.source, course.entry_id, move.state, move.outcome)
    links = (step.employer_id, step.vacancy_id, step.activity_id)
    portal = course.merged.attributes.get("portal")
    return (entry_id, move.effective_on, *what, *(None,) * 9, portal, *(None,) * 4, *links)


def course_spans(course: StepCourse) -> Iterator[Values]:
    """The columns of ``case_span`` for the states of a step through valid time."""
    step = course.step
    for stretch in course.stretches:
        yield (
            course.entry_id,
            *_days(stretch.period),
            step.KIND,
            step.step_code,
            stretch.state,
            stretch.outcome,
            stretch.reason_code,
            step.stage,
            _due(course, stretch),
            step.parent_step_id,
            stretch.status_entry_id,
            step.contract_entry_id,
            None,
            None,
            *(course.merged.attributes.get(name) for name in SURVEYED),
            step.employer_id,
            step.vacancy_id,
            step.activity_id,
            None,
        )


def contract_spans(course: ContractCourse) -> Iterator[Values]:
    """The columns of ``case_span`` for the states of a contract through valid time."""
    contract = course.contract
    for stretch in course.stretches:
        state = (stretch.state, stretch.terminated_by, None, None, contract.valid_to)
        what = (contract.KIND, contract.contract_kind, *state)
        bond = (contract.signed_on, contract.employer_inn, *(None,) * len(SURVEYED))
        links = (None, None, None, *bond, contract.employer_id, None, None, None)
        yield (course.entry_id, *_days(stretch.period), *what, *links)


def span_values(entry: Entry) -> Values | None:
    """The columns of ``case_span`` for an entry of the kinds ``SPANS``; none if it has no day."""
    content = entry.content
    if isinstance(content, Consent):
        period, state = content.period, None
    else:
        assert isinstance(content, RiskCause)  # noqa: S101 - narrows the type
        period, state = content.period, content.subject
    if period.empty:
        return None
    what = (content.KIND, content.code, state, None, None, None, content.last_day)
    return (entry.entry_id, *_days(period), *what, *(None,) * 14)


def _due(course: StepCourse, stretch: StepStretch) -> date | None:
    """The due date; of a check of service that is done, the last day that it has found (F041)."""
    if course.step.step_code != TERM_CHECK or stretch.state != DONE:
        return stretch.due_on
    found = course.merged.attributes.get("expected_end_on")
    return date.fromisoformat(str(found)) if found else None


def _days(period: Period) -> tuple[date, date | None]:
    return (period.start, period.end)
