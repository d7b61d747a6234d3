"""What a correction of a measure, step, consent, cause or contract says in clear, and sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshrut.application.practice import check_scores
from marshrut.application.steps import stage_on
from marshrut.application.verifications import split_corrected
from marshrut.application.visit import Visit
from marshrut.application.words import WORDS
from marshrut.cases.attributes import split_attributes, split_employer
from marshrut.cases.casework import (
    Contract,
    Measure,
    PracticeAssessment,
    Step,
    Transition,
    Verification,
)
from marshrut.cases.checks import check_after_birth
from marshrut.cases.contents import Content
from marshrut.cases.entries import Entry

EMPLOYER = ("employer_inn", "employer_name")


def split_casework(
    visit: Visit, entry: Entry, changes: dict[str, Any], sealed: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The clear changes, and the sealed ones added to ``sealed`` by group."""
    content = entry.content
    words = {n: changes.pop(n) for n in WORDS.get(type(content), ()) if n in changes}
    attributes: dict[str, Any] = {}
    if isinstance(content, Step) and changes.get("step_code") and "stage" not in changes:
        changes["stage"] = stage_on(visit, changes["step_code"], _day(content, changes))
    check_scores(changes.get("scores") or {})
    if changes.get("attributes"):
        split = _split(visit, content, changes)
        changes["attributes"], attributes = split.clear, split.sealed
        check_after_birth(split.days, born=visit.person.birth_date)
    if isinstance(content, Contract | PracticeAssessment) and changes.keys() & set(EMPLOYER):
        words |= _split_employer(visit, content, changes)
    if isinstance(content, Verification):
        sealed |= split_corrected(visit, entry, changes)
    groups = {"attributes": attributes, "words": words}
    return changes, sealed | {name: group for name, group in groups.items() if group}


def _split(visit: Visit, content: Content, changes: dict[str, Any]) -> Any:
    code = _code(content, changes)
    owner: Any = content
    if isinstance(content, Transition):
        owner = visit.case.history.entries[content.step_entry_id].content
        code = owner.step_code
    table = "measure_attributes" if isinstance(content, Measure) else "step_attributes"
    replaced = isinstance(content, Measure | Step) and code != content.code
    known: Mapping[str, Any] = {} if replaced else getattr(content, "attributes", {})
    blind = visit.blind_employer
    return split_attributes(code, changes["attributes"], table=table, blind=blind, known=known)


def _day(step: Step, changes: Mapping[str, Any]) -> date:
    day = changes.get("effective_on") or step.effective_on
    return day if isinstance(day, date) else date.fromisoformat(day)


def _code(content: Content, changes: Mapping[str, Any]) -> str:
    field = "measure_code" if isinstance(content, Measure) else "step_code"
    return changes.get(field) or content.code or ""


def _split_employer(
    visit: Visit, contract: Contract | PracticeAssessment, changes: dict[str, Any]
) -> dict[str, Any]:
    """The employer as corrected: both fields together, as either may make the other personal."""
    given = {name: changes.pop(name) for name in EMPLOYER if name in changes}
    number = given.get("employer_inn")
    split = split_employer(
        number,
        given.get("employer_name"),
        blind=visit.blind_employer,
        known=contract.employer_inn,
    )
    changes |= dict.fromkeys(given) | split.clear
    return dict.fromkeys(given) | split.sealed
