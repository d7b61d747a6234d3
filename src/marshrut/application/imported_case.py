"""One row of a list to one case: opened, or brought up to what the list adds; all or nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from marshrut.application.cases import graduate
from marshrut.application.imported_facts import differing_fields
from marshrut.application.imported_row import Row
from marshrut.application.imported_statuses import (
    add_listed_category,
    bring_category,
    bring_status,
    record_listed_status,
)
from marshrut.application.opening import open_case
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import Visit, visit
from marshrut.cases.case import Case, Outcome
from marshrut.imports.graduates import Graduate
from marshrut.refusals import Refused


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
        opened, outcome = open_case(
            service,
            request,
            person=listed.person,
            organisation=organisation,
            passport=passport,
            graduation_date=days.happened,
            source=row.source,
            case_id=case_id,
        )
        row.come(opened)
        return outcome

    row.decide(opening, column="full_name")
    if row.visit is None:
        return
    for code in listed.categories:
        add_listed_category(
            row, row.visit, code, since=listed.categories_from, nosology=listed.nosology
        )
    if listed.employment is not None:
        record_listed_status(row, row.visit, listed.employment)


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
    row.come(known)
    present = known.case.history.organisation(known.at.today)
    if present != organisation:
        row.differs("organisation", "CHANGED", known, present)
    for field in differing_fields(known, row.item):
        value = getattr(known.case.history.passport(known.at.today), field, None)
        row.differs(field, "CHANGED", known, value or "сведения о человеке здесь не показаны")
    _graduate(row, known)
    listed = row.item
    for code in listed.categories:
        bring_category(row, known, code, since=listed.categories_from, nosology=listed.nosology)
    if listed.employment is not None:
        bring_status(row, known, listed.employment)


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
