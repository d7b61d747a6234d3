"""What is recorded in the demo: one act of one member of staff, on the day it became known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.application import cases, corrections
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.refusals import refuse

Decision = Callable[[Visit], Outcome]


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about the case ``case_id`` recorded on ``on``; ``opening`` opens the case."""

    on: date
    case_id: UUID
    school: str
    decision: Decision | None = None
    opening: dict[str, Any] = {}


def status(code: str, since: date, **attributes: Any) -> Decision:
    """A status began (or is forecast)."""
    return lambda visit: cases.record_status(
        visit,
        status_code=code,
        effective_on=since,
        attributes=attributes,
        source="POO_STAFF",
    )


def category(code: str, since: date, **fields: Any) -> Decision:
    """The graduate belongs to a category."""
    return lambda visit: cases.add_category(visit, category_code=code, valid_from=since, **fields)


def graduation(day: date) -> Decision:
    """The diploma."""
    return lambda visit: cases.graduate(visit, graduation_date=day)


def movement(kind: str, day: date) -> Decision:
    """A movement of the contingent."""
    return lambda visit: cases.move(visit, kind=kind, effective_on=day)


def confirmation(day: date) -> Decision:
    """Looked at, unchanged."""
    return lambda visit: cases.confirm(visit, effective_on=day, source="GRADUATE_SELF_REPORT")


def end(code: str, last_day: date) -> Decision:
    """The last day of the latest status of the code."""
    return lambda visit: cases.end_status(visit, _latest(visit, code), ended_on=last_day)


def correction(code: str, reason: str, **changes: Any) -> Decision:
    """The latest status of the code was recorded wrongly."""
    return lambda visit: corrections.correct(
        visit, _latest(visit, code), reason=reason, changes=changes
    )


def annulment(code: str, reason: str) -> Decision:
    """The latest status of the code should never have been recorded."""
    return lambda visit: cases.annul(visit, _latest(visit, code), reason=reason)


def person_change(reason: str, **changes: Any) -> Decision:
    """The person is called otherwise, or can be reached otherwise."""
    return lambda visit: corrections.change_person(visit, reason=reason, changes=changes)


def _latest(visit: Visit, code: str) -> UUID:
    entries = visit.case.history.entries.values()
    found = [e.entry_id for e in entries if e.content.code == code and e.annulled_by is None]
    if not found:
        raise refuse("NOT_FOUND")
    return found[-1]
