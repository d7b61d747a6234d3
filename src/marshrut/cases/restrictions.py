"""Whose business the words of an entry are alone, beside the centres' (domain 3.3).

Health is a special category of personal data: notes of psychological support are for the
psychologist, papers of an impairment for whoever is responsible for inclusion. Codes stay open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from marshrut.cases.events import CaseEvent, CategoryAdded, EntryCorrected, MeasureRecorded
from marshrut.cases.measures import measure_term
from marshrut.classifiers import classifier

INCLUSION = "INCLUSION_OFFICER"


def restricted_measure(code: str) -> str | None:
    """The function of the working group whose business the words of the measure are; else none."""
    return measure_term(code).extra["restricted"] or None


def restricted_category(code: str) -> str | None:
    """The function whose business the papers of the category are; else none."""
    return INCLUSION if classifier("categories").get(code).flag("special") else None


def restrictions(events: Iterable[CaseEvent], entry_id: UUID) -> frozenset[str]:
    """The functions whose business the entry is, or ever was by ``events``."""
    said = (event for event in events if event.entry_id == entry_id)
    return frozenset(function for event in said for function in _functions(event) if function)


def _functions(event: CaseEvent) -> Iterator[str | None]:
    if isinstance(event, MeasureRecorded):
        yield restricted_measure(event.content.measure_code)
    elif isinstance(event, CategoryAdded):
        yield restricted_category(event.content.category_code)
    elif isinstance(event, EntryCorrected):
        if code := event.changes.get("measure_code"):
            yield restricted_measure(code)
        if code := event.changes.get("category_code"):
            yield restricted_category(code)
