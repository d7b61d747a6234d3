"""One row of a list to one case: opened, or brought up to what the list adds; all or nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from marshrut.application.cases import add_category, end_status, graduate, record_status
from marshrut.application.imported_facts import (
    Known,
    Verdict,
    differing_fields,
    known_category,
    known_status,
)
from marshrut.application.imported_row import Row
from marshrut.application.opening import open_case
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import Visit, visit
from marshrut.cases.case import Case, Outcome
from marshrut.imports.employment import Employment
from marshrut.imports.graduates import Graduate
from marshrut.refusals import Refused

SOURCE = "IMPORT"
IMPAIRED = frozenset({"OVZ", "DISABLED", "DISABLED_CHILD"})


class Days(msgspec.Struct, frozen=True):
    """The graduation of a row: happened (perhaps ``assumed``), or expected."""

    happened: date | None = None
    expected: date | None = None
    assumed: bool = False


def open_new(
    row: Row, service: Service, request: Request, *, organisation: str, case_id: UUID
) -> None:
    """Decide on a case that there is not yet."""
    listed = row.item
    days = graduation_days(listed, today=service.today())

    def opening() -> Outcome:
        passport = {**listed.passport, "expected_graduation_date": days.expected}
        row.visit, outcome = open_case(
            service,
            request,
            person=listed.person,
            organisation=organisation,
            passport=passport,
            graduation_date=days.happened,
            source=SOURCE,
            case_id=case_id,
        )
        return outcome

    row.decide(opening, column="full_name")
    if row.visit is None:
        return
    for code in listed.categories:
        _add_category(row, row.visit, code)
    if listed.employment is not None:
        _record_status(row, row.visit, listed.employment)


def bring_up_to_date(
    row: Row, service: Service, request: Request, *, organisation: str, case: Case
) -> None:
    """Decide on what a known case lacks; what it has otherwise is told, never replaced."""
    try:
        known = visit(service, msgspec.structs.replace(request, if_match=case.version), case.id)
    except Refused as refused:
        if refused.code == "NOT_FOUND":
            row.wrong("organisation", "OTHER_ORGANISATION", case_id=case.id)
        else:
            row.refused(refused, column="full_name")
        return
    row.visit = known
    present = known.case.history.organisation(known.at.today)
    if present != organisation:
        row.differs("organisation", "CHANGED", known, present)
    for field in differing_fields(known, row.item):
        value = getattr(known.case.history.passport(known.at.today), field, None)
        row.differs(field, "CHANGED", known, value or "сведения о человеке здесь не показаны")
    _graduate(row, known)
    for code in row.item.categories:
        category = known_category(known, code)
        if category.verdict is Verdict.NEW:
            _add_category(row, known, code)
        elif category.verdict is Verdict.TAKEN_BACK:
            row.differs("categories", "ENTRY_TAKEN_BACK", known)
    if row.item.employment is not None:
        _bring_status(row, known, row.item.employment)


def graduation_days(listed: Graduate, *, today: date) -> Days:
    """A day to come is expected; without one, a past year ended on 30 June (semantics S12)."""
    if listed.graduation_date is not None:
        future = listed.graduation_date > today
        return Days(expected=listed.graduation_date) if future else Days(listed.graduation_date)
    usual = date(listed.passport["graduation_year"], 6, 30)
    return Days(usual, assumed=True) if usual <= today else Days()


def _graduate(row: Row, known: Visit) -> None:
    days = graduation_days(row.item, today=known.at.today)
    graduated_on = known.case.history.graduated_on
    if days.happened is None or days.assumed or days.happened == graduated_on:
        return
    if graduated_on is not None:
        row.differs("graduation_date", "CHANGED", known, graduated_on)
        return
    day = days.happened
    row.decide(lambda: graduate(known, graduation_date=day), column="graduation_date")


def _bring_status(row: Row, known: Visit, employment: Employment) -> None:
    try:
        status = known_status(known, employment)
    except Refused:  # of the attributes: recording says which
        status = Known(Verdict.NEW)
    for name in status.differing:
        row.differs(name, "CHANGED", known, _shown(known, status, name))
    if status.verdict is Verdict.TAKEN_BACK:
        row.differs("status", "ENTRY_TAKEN_BACK", known)
    elif status.verdict is Verdict.NEW and status.entry_id is None:
        _record_status(row, known, employment)
    elif status.verdict is Verdict.NEW and status.entry_id and employment.ended_on:
        entry_id, last_day = status.entry_id, employment.ended_on
        row.decide(lambda: end_status(known, entry_id, ended_on=last_day), column="status_until")


def _shown(known: Visit, status: Known, name: str) -> object:
    entry = known.case.history.entries.get(status.entry_id) if status.entry_id else None
    days = {"status_on": "effective_on", "status_until": "ended_on"}
    attributes = getattr(entry and entry.content, "attributes", {})
    shown = getattr(entry and entry.content, days.get(name, ""), attributes.get(name))
    return {True: "да", False: "нет", None: "не заполнено"}.get(shown, shown)


def _add_category(row: Row, visit: Visit, code: str) -> None:
    """From its day, else from the beginning of the case: the list says that it is so now."""
    begun = min(visit.case.history.begins_on, visit.at.today)
    row.decide(
        lambda: add_category(
            visit,
            category_code=code,
            valid_from=row.item.categories_from or begun,
            nosology=row.item.nosology if code in IMPAIRED else None,
        ),
        column="categories",
    )


def _record_status(row: Row, visit: Visit, employment: Employment) -> None:
    row.decide(
        lambda: record_status(visit, **msgspec.structs.asdict(employment), source=SOURCE),
        column="status",
    )
