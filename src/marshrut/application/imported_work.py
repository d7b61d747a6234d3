"""Measures and steps of a list against those that the case knows, and the recording of new ones."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from marshrut.application.imported_facts import NEW, Known, Verdict
from marshrut.application.imported_row import Row
from marshrut.application.measures import record_measure
from marshrut.application.steps import move_step, record_step
from marshrut.application.visit import Visit
from marshrut.cases.casework import Measure, Step
from marshrut.cases.events import MeasureRecorded, StepRecorded
from marshrut.cases.routes import StepCourse, courses, step_state
from marshrut.classifiers import classifier

EMPLOYER = ("employer_name", "employer_inn")
COMPARED = ("result", "period_end", "provider", "form", "hours", "satisfaction")


def bring_measure(row: Row, visit: Visit, body: dict[str, Any]) -> None:
    """Record the measure, unless it is known: by code, first day and who provided it."""
    known = _known_measure(visit, body)
    if known.verdict is Verdict.TAKEN_BACK:
        row.differs("measure_code", "ENTRY_TAKEN_BACK", visit)
    elif known.verdict is Verdict.DIFFERENT:
        for name in known.differing:
            entry = known.entry_id and visit.case.history.entries[known.entry_id]
            row.differs(name, "CHANGED", visit, getattr(entry and entry.content, name, None))
    elif known.verdict is Verdict.NEW:
        fields = _with_attributes(row, body, "measure_attributes", body["measure_code"])
        fields.setdefault("result", "PROVIDED")
        row.decide(
            partial(record_measure, visit, **fields, source=row.source), column="measure_code"
        )


def bring_step(row: Row, visit: Visit, body: dict[str, Any]) -> None:
    """Record the step, or that one still open came into this state; unless that is known."""
    code, state, day = body["step_code"], body["state"], body["effective_on"]
    known = [c for c in courses(list(visit.case.history.entries.values())) if _is(c, code)]
    if any(_has(course, state, day) for course in known):
        return
    if any(e.state == state and e.effective_on == day for e in _taken_back(visit, code)):
        row.differs("step_code", "ENTRY_TAKEN_BACK", visit)
        return
    for course in known:
        last = course.moves[-1][1]
        if not step_state(last.state).flag("open"):
            if last.effective_on == day:
                row.differs("state", "CHANGED", visit, last.state)
                return
        elif last.effective_on <= day:
            fields = _with_attributes(row, body, "step_attributes", code)
            del fields["step_code"]
            move = partial(move_step, visit, course.entry_id, **fields, source=row.source)
            row.decide(move, column="state")
            return
    fields = _with_attributes(row, body, "step_attributes", code)
    row.decide(partial(record_step, visit, **fields, source=row.source), column="step_code")


def _known_measure(visit: Visit, body: dict[str, Any]) -> Known:
    wanted = _measure_identity(Measure(**{"result": "PROVIDED", **_clear(body)}))
    for entry in visit.case.history.entries.values():
        content = entry.content
        if not isinstance(content, Measure) or entry.annulled_by is not None:
            continue
        if _measure_identity(content) == wanted:
            told = [n for n in COMPARED if body.get(n) not in {None, getattr(content, n)}]
            verdict = Verdict.DIFFERENT if told else Verdict.SAME
            return Known(verdict, entry.entry_id, tuple(told))
    for event in visit.case.events:
        if isinstance(event, MeasureRecorded) and _measure_identity(event.content) == wanted:
            return Known(Verdict.TAKEN_BACK, event.entry_id)
    return NEW


def _measure_identity(measure: Measure) -> tuple[str, date, str | None]:
    return measure.measure_code, measure.provided_on, measure.provider


def _clear(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name in Measure.__struct_fields__}


def _is(course: StepCourse, code: str) -> bool:
    return course.step.step_code == code


def _has(course: StepCourse, state: str, day: date) -> bool:
    return any(move.state == state and move.effective_on == day for _, move in course.moves)


def _taken_back(visit: Visit, code: str) -> list[Step]:
    recorded = [event.content for event in visit.case.events if isinstance(event, StepRecorded)]
    return [step for step in recorded if step.step_code == code]


def _with_attributes(row: Row, body: dict[str, Any], table: str, code: str) -> dict[str, Any]:
    """The employer among the attributes, where the measure or step knows one."""
    fields = {name: value for name, value in body.items() if name not in EMPLOYER}
    terms = classifier(table).terms
    owners = table.removesuffix("_attributes") + "s"
    given = {name: body[name] for name in EMPLOYER if name in body}
    known = {n: v for n, v in given.items() if code in terms[n].words(owners)}
    for name in given.keys() - known.keys():
        row.warn(name, "IGNORED_VALUE", status=classifier(owners).get(code).label_ru)
    return {**fields, "attributes": known} if known else fields
