"""The rows of what is wrong in a case as it is known: spans of the kind ``findings``.

Each rule is a family of its own, so that only events that can change its answer have it asked. A
finding holds from the first day on which the entry is at fault, and until somebody mends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid5

from marshrut.cases.casework import Step
from marshrut.cases.contradictions import (
    Contradiction,
    of_categories,
    of_consents,
    of_course,
    of_death,
    of_statuses,
)
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.routes import StepCourse
from marshrut.cases.step_verdicts import consented_steps
from projections.work_rows import Values

FINDINGS, CONTRADICTION = "findings", "CONTRADICTION"
"""The kind and the code of the rows; their ``state`` names the rule."""

Pieces = Iterable[tuple[tuple[Any, ...], Values]]
Find = Callable[[History], Iterable[Contradiction]]


def of_case(find: Find) -> Callable[[History, Any], Pieces]:
    """The rows of what is found in a whole case, by key: one for each rule and entry at fault."""

    def pieces(history: History, _: Any) -> Pieces:
        rows = [_piece(each) for each in find(history)]
        return dict(rows).items() if rows else ()

    return pieces


def after_death(history: History, _: Any) -> Pieces:
    """The row of a death that something lies after: asked of every dated fact, so not of all."""
    return () if history.died_on is None else _after_death(history, _)


def of_consents_or_none(entry: Entry) -> str | None:
    """The owner of the rows about consents; none of a step that needs no consent."""
    step = entry.content
    free = isinstance(step, Step) and step.step_code not in consented_steps()
    return None if free else "consents"


def consents(history: History, owner: str | None) -> Pieces:
    """The rows of steps without their consent."""
    return () if owner is None else _consents(history, owner)


_after_death, _consents = of_case(of_death), of_case(of_consents)
STATUSES, CATEGORIES = of_case(of_statuses), of_case(of_categories)


def course_findings(course: StepCourse) -> Pieces:
    """The rows of a step."""
    return [_piece(each) for each in of_course(course)]


def finding_id(rule: str, entry_id: UUID) -> UUID:
    """What stands for an entry of the case: the row is not the entry, which may have its own."""
    return uuid5(entry_id, rule)


def _piece(found: Contradiction) -> tuple[tuple[Any, ...], Values]:
    key = (finding_id(found.rule, found.entry_id), found.since)
    what = (FINDINGS, CONTRADICTION, found.rule, None, None, None, None, None, None, None)
    return key, (*key, None, *what, *(None,) * 11)
