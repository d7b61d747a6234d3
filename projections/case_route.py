"""The route of one case: where it stands in the 15 stages of routing, step by step (domain 6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.cases.routes import EXPIRED
from marshrut.classifiers import classifier
from projections.case_view import CaseView
from projections.case_work import step_line

ORGANISATIONAL = "ORGANISATIONAL"
NOT_STARTED, IN_PROGRESS, OVERDUE, DONE = "NOT_STARTED", "IN_PROGRESS", "OVERDUE", "DONE"
CAREER_CARD = "CAREER_CARD"


def case_route(view: CaseView, day: date) -> dict[str, Any]:
    """The stages with their steps as they stand on ``day``, and how far the case has come."""
    lines = [step_line(view, course, day) for course in view.history.steps]
    steps = [line for line in lines if line is not None]
    stages = [_stage(view, code, steps) for code in classifier("stages").codes]
    own = [stage for stage in stages if stage["nature"] != ORGANISATIONAL]
    open_steps = [s for s in steps if s["state"] in {"PLANNED", "IN_PROGRESS", EXPIRED}]
    due = [s["due_on"] for s in open_steps if s["due_on"] is not None]
    return {
        "case_id": view.case_id,
        "progress": {
            "stages": len(own),
            "begun": sum(stage["state"] != NOT_STARTED for stage in own),
            "done": sum(stage["state"] == DONE for stage in own),
            "steps": len(steps),
            "open_steps": len(open_steps),
            "overdue_steps": sum(step["state"] == EXPIRED for step in steps),
            "next_due_on": min(due, default=None),
        },
        "stages": stages,
        "without_stage": [step for step in steps if step["stage"] is None],
        "chains": _chains(steps),
    }


def career_card(view: CaseView, day: date) -> dict[str, Any]:
    """The individual career card on ``day``, and its versions up to then (F033)."""
    lines = [
        step_line(view, course, day)
        for course in view.history.steps
        if course.step.step_code == CAREER_CARD
    ]
    known = sorted(
        (line for line in lines if line is not None),
        key=lambda line: (line["state_since"], view.history.entries[line["entry_id"]].version),
    )
    versions = [{"version": number, **line} for number, line in enumerate(known, start=1)]
    return {
        "case_id": view.case_id,
        "current": next((v for v in reversed(versions) if v["state"] == DONE), None),
        "versions": versions,
    }


def _stage(view: CaseView, code: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    term = classifier("stages").get(code)
    inside = [step for step in steps if step["stage"] == int(code)]
    nature = term.extra["nature"]
    return {
        "stage": int(code),
        "label": view.label("stages", code),
        "period": term.extra["period"],
        "nature": nature,
        "performer": term.extra["performer"],
        "state": None if nature == ORGANISATIONAL and not inside else _state(inside),
        "steps": inside,
    }


def _state(steps: list[dict[str, Any]]) -> str:
    """Of a stage: what calls for attention first."""
    states = {step["state"] for step in steps}
    if EXPIRED in states:
        return OVERDUE
    if states & {"PLANNED", "IN_PROGRESS"}:
        return IN_PROGRESS
    return DONE if DONE in states else NOT_STARTED


def _chains(steps: list[dict[str, Any]]) -> list[list[Any]]:
    """The chains vacancy, résumé, interview, hire, retention: entry ids from first to last."""
    parents = {step["entry_id"]: step.get("parent_step_id") for step in steps}
    followed = set(parents.values())
    chains = []
    for last, parent in parents.items():
        if last in followed or parent is None:
            continue
        chain, step_id = [last], parent
        while step_id in parents and step_id not in chain:
            chain.append(step_id)
            step_id = parents[step_id]
        chains.append(chain[::-1])
    return chains
