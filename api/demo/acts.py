"""What staff record: each act is one decision about a case, taken through a use case.

An act that speaks of an earlier entry finds it by its code: the latest that still stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.application import cases, corrections
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.cases.contents import Category, Content, Graduation, Status
from marshrut.refusals import refuse

Decision = Callable[[Visit], Outcome]


class News(NamedTuple):
    """A decision that is taken on ``on``, the day on which what it says became known."""

    on: date
    decision: Decision


def status(
    code: str,
    since: date,
    *,
    source: str = "POO_STAFF",
    evidence: dict[str, Any] | None = None,
    planned_change: bool = False,
    **attributes: Any,
) -> Decision:
    """A status began (or is forecast, ``planned_change``: by one who works until then)."""
    return recorded(
        {
            "status_code": code,
            "effective_on": since,
            "attributes": attributes,
            "source": source,
            "evidence": evidence,
            "planned_change": planned_change,
        }
    )


def recorded(facts: dict[str, Any]) -> Decision:
    """A status began, given as ``record_status`` takes it."""
    return lambda visit: cases.record_status(visit, **facts)


def category(code: str, since: date, **fields: Any) -> Decision:
    """The graduate belongs to a category."""
    return lambda visit: cases.add_category(visit, category_code=code, valid_from=since, **fields)


def graduation(day: date) -> Decision:
    """The diploma. The case is registered under its last key anyway, when all is told."""
    return lambda visit: cases.add_graduation(visit, graduation_date=day)


def movement(kind: str, day: date, **fields: Any) -> Decision:
    """A movement of the contingent."""
    return lambda visit: cases.move(visit, kind=kind, effective_on=day, **fields)


def confirmation(day: date, *, source: str = "GRADUATE_SELF_REPORT") -> Decision:
    """Looked at, unchanged."""
    return lambda visit: cases.confirm(visit, effective_on=day, source=source)


def end(code: str, last_day: date) -> Decision:
    """The last day of the latest status of the code."""
    return lambda visit: cases.end_status(visit, latest(visit, Status, code), ended_on=last_day)


def correction(code: str, reason: str, **changes: Any) -> Decision:
    """The latest status of the code was recorded wrongly."""
    return lambda visit: corrections.correct(
        visit, latest(visit, Status, code), reason=reason, changes=changes
    )


def annulment(code: str, reason: str) -> Decision:
    """The latest status of the code should never have been recorded."""
    return lambda visit: cases.annul(visit, latest(visit, Status, code), reason=reason)


def category_annulment(code: str, reason: str) -> Decision:
    """The graduate never belonged to the category."""
    return lambda visit: cases.annul(visit, latest(visit, Category, code), reason=reason)


def category_end(code: str, last_day: date) -> Decision:
    """The last day in the category."""
    return lambda visit: cases.end_category(visit, latest(visit, Category, code), valid_to=last_day)


def graduation_correction(reason: str, day: date) -> Decision:
    """The diploma bears another date."""
    return lambda visit: corrections.correct(
        visit, latest(visit, Graduation), reason=reason, changes={"graduation_date": day}
    )


def person_change(reason: str, *, since: date | None = None, **changes: Any) -> Decision:
    """The person is called otherwise, or can be reached otherwise."""
    return lambda visit: corrections.change_person(
        visit, reason=reason, changes=changes, effective_on=since
    )


def latest(visit: Visit, kind: type[Content], code: str | None = None) -> UUID:
    """The latest entry of a kind, with the code, that still stands."""
    found = [
        entry.entry_id
        for entry in visit.case.history.entries.values()
        if isinstance(entry.content, kind)
        and entry.content.code == code
        and entry.annulled_by is None
    ]
    if not found:
        raise refuse("NOT_FOUND")
    return found[-1]
