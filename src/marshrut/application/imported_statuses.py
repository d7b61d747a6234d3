"""Statuses and categories of a list against those that the case knows; new ones are recorded."""

from __future__ import annotations

from datetime import date

import msgspec

from marshrut.application.cases import add_category, end_status, record_status
from marshrut.application.imported_facts import Known, Verdict, known_category, known_status
from marshrut.application.imported_row import Row
from marshrut.application.visit import Visit
from marshrut.imports.employment import Employment
from marshrut.refusals import Refused

IMPAIRED = frozenset({"OVZ", "DISABLED", "DISABLED_CHILD"})


def bring_status(row: Row, known: Visit, employment: Employment) -> None:
    """Record the status or its end, unless the case knows it; say what it has otherwise."""
    try:
        status = known_status(known, employment)
    except Refused:  # of the attributes: recording says which
        status = Known(Verdict.NEW)
    for name in status.differing:
        row.differs(name, "CHANGED", known, _shown(known, status, name))
    if status.verdict is Verdict.TAKEN_BACK:
        row.differs("status", "ENTRY_TAKEN_BACK", known)
    elif status.verdict is Verdict.NEW and status.entry_id is None:
        record_listed_status(row, known, employment)
    elif status.verdict is Verdict.NEW and status.entry_id and employment.ended_on:
        entry_id, last_day = status.entry_id, employment.ended_on
        row.decide(lambda: end_status(known, entry_id, ended_on=last_day), column="status_until")


def _shown(known: Visit, status: Known, name: str) -> object:
    entry = known.case.history.entries.get(status.entry_id) if status.entry_id else None
    days = {"status_on": "effective_on", "status_until": "ended_on"}
    attributes = getattr(entry and entry.content, "attributes", {})
    return getattr(entry and entry.content, days.get(name, ""), attributes.get(name))


def bring_category(
    row: Row, known: Visit, code: str, *, since: date | None, nosology: str | None
) -> None:
    """Add the category, unless the case knows it, on whatever days."""
    category = known_category(known, code)
    if category.verdict is Verdict.NEW:
        add_listed_category(row, known, code, since=since, nosology=nosology)
    elif category.verdict is Verdict.TAKEN_BACK:
        row.differs("categories", "ENTRY_TAKEN_BACK", known)


def add_listed_category(
    row: Row, visit: Visit, code: str, *, since: date | None, nosology: str | None
) -> None:
    """From its day, else from the beginning of the case: the list says that it is so now."""
    begun = min(visit.case.history.begins_on, visit.at.today)
    row.decide(
        lambda: add_category(
            visit,
            category_code=code,
            valid_from=since or begun,
            nosology=nosology if code in IMPAIRED else None,
        ),
        column="categories",
    )


def record_listed_status(row: Row, visit: Visit, employment: Employment) -> None:
    """Decide on a status of the list."""
    row.decide(
        lambda: record_status(visit, **msgspec.structs.asdict(employment), source=row.source),
        column="status",
    )
