"""The use cases of a case: each seals what is personal and makes one decision.

All take a ``Visit`` (the case opened for writing, its version and the right checked) and answer
an ``Outcome``, to be saved by ``commit(visit, outcome)``; all raise ``Refused`` with nothing
recorded. Days are last days, inclusive (semantics S5).
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from marshrut.application.codes import (
    check_codes,
    check_given_category,
    check_recordable_status,
    no_such_organisation,
)
from marshrut.application.identity import resettle
from marshrut.application.leaves import with_leave_warning
from marshrut.application.verifications import check_entry_right
from marshrut.application.visit import Visit
from marshrut.cases import contents
from marshrut.cases.attributes import split_attributes
from marshrut.cases.case import Outcome
from marshrut.cases.checks import check_after_birth
from marshrut.cases.lifecycle import MERGED
from marshrut.cases.restrictions import restrictions
from marshrut.refusals import refuse

DIPLOMA = ("diploma_series", "diploma_number", "diploma_reg_number", "gia_result")

KEYED = (contents.PassportChange, contents.Graduation, contents.Movement)
"""Entries by which the natural key of a case may change (domain 3.1)."""


def record_status(
    visit: Visit,
    *,
    status_code: str,
    effective_on: date,
    ended_on: date | None = None,
    attributes: dict[str, Any] | None = None,
    source: str | None = None,
    evidence: dict[str, Any] | None = None,
    planned_change: bool = False,
) -> Outcome:
    """Record that a status began, or is forecast (F012, F018)."""
    check_codes({"status_code": status_code, "source": source}, on=effective_on)
    check_recordable_status(status_code)
    split = split_attributes(status_code, attributes or {}, blind=visit.blind_employer)
    check_after_birth(split.days, born=visit.person.birth_date)
    clear, sealed = split_evidence(evidence, visit)
    status = contents.Status(
        status_code=status_code,
        effective_on=effective_on,
        ended_on=ended_on,
        attributes={name: value for name, value in split.clear.items() if value is not None},
        source=source,
        planned_change=planned_change,
        **clear,
    )
    sealed = {"attributes": split.sealed, "evidence": sealed}
    outcome = visit.case.add(status, visit.writing(uuid4(), source=source, sealed=sealed))
    return with_leave_warning(visit, outcome)


def end_status(
    visit: Visit, entry_id: UUID, *, ended_on: date, reason: str | None = None
) -> Outcome:
    """State the last day of a status."""
    writing = visit.writing(entry_id, sealed={"reason": reason})
    return with_leave_warning(visit, visit.case.end_status(ended_on, writing))


def confirm(visit: Visit, *, effective_on: date, source: str | None = None) -> Outcome:
    """Record that the case was looked at and nothing had changed (F015)."""
    check_codes({"source": source}, on=effective_on)
    confirmation = contents.Confirmation(effective_on=effective_on, source=source)
    return visit.case.add(confirmation, visit.writing(uuid4(), source=source))


def add_category(
    visit: Visit,
    *,
    category_code: str,
    valid_from: date,
    valid_to: date | None = None,
    evidence: dict[str, Any] | None = None,
    nosology: str | None = None,
    region: str | None = None,
) -> Outcome:
    """Record that the graduate belongs to a category (F007)."""
    codes = {"category_code": category_code, "nosology": nosology, "region": region}
    check_codes(codes, on=valid_from)
    check_given_category(category_code)
    clear, sealed = split_evidence(evidence, visit)
    category = contents.Category(
        category_code=category_code,
        valid_from=valid_from,
        valid_to=valid_to,
        nosology=nosology,
        region=region,
        **clear,
    )
    writing = visit.writing(uuid4(), sealed={"evidence": sealed})
    return visit.case.add(category, writing)


def end_category(
    visit: Visit, entry_id: UUID, *, valid_to: date, reason: str | None = None
) -> Outcome:
    """State the last day of a category membership."""
    writing = visit.writing(entry_id, sealed={"reason": reason})
    return visit.case.end_category(valid_to, writing)


def graduate(visit: Visit, *, graduation_date: date, **diploma: Any) -> Outcome:
    """Record the diploma: the student becomes a graduate (F005, F040)."""
    return resettle(visit, add_graduation(visit, graduation_date=graduation_date, **diploma))


def add_graduation(
    visit: Visit,
    *,
    graduation_date: date,
    diploma_issued_on: date | None = None,
    gia_date: date | None = None,
    source: str | None = None,
    **diploma: str | None,
) -> Outcome:
    """Add the entry of a graduation, the natural key left to the caller. ``diploma``: DIPLOMA."""
    graduation = contents.Graduation(
        graduation_date=graduation_date, diploma_issued_on=diploma_issued_on, gia_date=gia_date
    )
    days = {"diploma_issued_on": diploma_issued_on, "gia_date": gia_date}
    check_after_birth(days, born=visit.person.birth_date)
    writing = visit.writing(uuid4(), source=source, sealed={"diploma": _given(diploma)})
    return visit.case.add(graduation, writing)


def move(
    visit: Visit,
    *,
    kind: str,
    effective_on: date,
    to_organisation: str | None = None,
    reason: str | None = None,
) -> Outcome:
    """Record a movement of the contingent (F005)."""
    check_codes({"kind": kind}, on=effective_on)
    check_organisation(visit, to_organisation)
    if to_organisation == visit.case.history.organisation(effective_on):
        raise refuse("INVALID", field="to_organisation", expected="another organisation")
    movement = contents.Movement(
        kind=kind, effective_on=effective_on, to_organisation=to_organisation
    )
    writing = visit.writing(uuid4(), sealed={"reason": reason})
    return resettle(visit, visit.case.add(movement, writing))


def close(visit: Visit, *, effective_on: date, reason: str | None = None) -> Outcome:
    """Record that the monitoring of the case is over."""
    closure = contents.Closure(effective_on=effective_on)
    writing = visit.writing(uuid4(), sealed={"reason": reason})
    return visit.case.add(closure, writing)


def merge(visit: Visit, *, into_case_id: UUID, reason: str) -> Outcome:
    """Record that the case is a duplicate of another one in the actor's scope."""
    if into_case_id == visit.case.id:
        raise refuse("INVALID", field="into_case_id", expected="another case")
    lifecycle = visit.in_scope(into_case_id, name="into_case_id").history.lifecycle(visit.at.today)
    if lifecycle == MERGED:  # else two cases could be merged into each other, and none be left
        raise refuse(
            "LIFECYCLE_CONFLICT",
            field="into_case_id",
            action=MERGED,
            effective_on=visit.at.today,
            lifecycle=lifecycle,
        )
    merged = contents.Merge(into_case_id=into_case_id, effective_on=visit.at.today)
    writing = visit.writing(uuid4(), sealed={"reason": reason})
    return visit.case.add(merged, writing)


def annul(visit: Visit, entry_id: UUID, *, reason: str) -> Outcome:
    """Take an entry out: it should never have been (F014)."""
    check_entry_right(visit, visit.case.history.entries.get(entry_id))
    check_restricted(visit, entry_id)
    outcome = visit.case.annul(visit.writing(entry_id, sealed={"reason": reason}))
    keyed = isinstance(visit.case.history.entries[entry_id].content, KEYED)
    return resettle(visit, outcome) if keyed else outcome


def check_restricted(visit: Visit, entry_id: UUID) -> None:
    """``FORBIDDEN``: whoever may not read what an entry says must not overwrite it either."""
    for function in restrictions(visit.case.events, entry_id):
        visit.check_function(function)


def split_evidence(
    evidence: dict[str, Any] | None, visit: Visit
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Kind and date of the evidence stay clear; its number and issuer are sealed (S24)."""
    given = evidence or {}
    check_after_birth({"evidence.date": given.get("date")}, born=visit.person.birth_date)
    check_codes({"evidence.kind": given.get("kind")}, on=date.max)
    clear = {f"evidence_{name}": given[name] for name in ("kind", "date") if name in given}
    return clear, {name: given[name] for name in ("number", "issuer") if given.get(name)}


def check_organisation(visit: Visit, code: str | None) -> None:
    """Raise ``Refused`` where ``to_organisation`` names none."""
    if code is not None and visit.service.organisation(code) is None:
        raise no_such_organisation(code, field="to_organisation")


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
