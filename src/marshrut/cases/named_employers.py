"""Which employers an event of a case names: by ИНН, by id, or by their vacancies (S003-10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.cases.events import CaseEvent

INN_LENGTH = 10
REPORT = "UNFAIR_EMPLOYER_REPORT"
"""The step that says of an employer that it is unfair: whoever records it need not be warned."""


class Named(NamedTuple):
    """Employers by the ИНН of legal entities, by id, and vacancies by id."""

    inns: frozenset[str] = frozenset()
    employers: frozenset[UUID] = frozenset()
    vacancies: frozenset[UUID] = frozenset()


def named_employers(events: Iterable[CaseEvent]) -> Named:
    """Those that the contents, or the changes, of the events name; a sealed ИНН is a person's."""
    inns, employers, vacancies = set[str](), set[UUID](), set[UUID]()
    for said in (_said(event) for event in events):
        if said("step_code") == REPORT:
            continue
        attributes = said("attributes")
        within = attributes.get if isinstance(attributes, dict) else _nothing
        for told in (said, within):
            inns |= _inns(told("employer_inn"))
        employers |= _ids([said("employer_id")])
        vacancies |= _ids([said("vacancy_id"), *(within("vacancy_ids") or ())])
    return Named(frozenset(inns), frozenset(employers), frozenset(vacancies))


def _said(event: CaseEvent) -> Callable[[str], Any]:
    changes = getattr(event, "changes", None)
    if isinstance(changes, dict):
        return changes.get
    content = getattr(event, "content", None)
    return lambda name: getattr(content, name, None)


def _nothing(_: str) -> None:
    return None


def _inns(value: object) -> set[str]:
    legal = isinstance(value, str) and len(value) == INN_LENGTH and value.isdigit()
    return {str(value)} if legal else set()


def _ids(values: Iterable[object]) -> set[UUID]:
    """The ids among them; in changes they are texts."""
    texts = (str(value) for value in values if value is not None)
    return {UUID(text) for text in texts}
