"""Opening a case: the person is sealed, the natural key taken, the case made findable."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from marshrut.application.cases import add_graduation
from marshrut.application.codes import check_codes, no_such_organisation
from marshrut.application.functions import check_kind
from marshrut.application.identity import first_index, related_cases
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import Visit, check_not_answered
from marshrut.cases import contents
from marshrut.cases.case import Case, Outcome
from marshrut.cases.checks import check_after_birth
from marshrut.cases.contents import Passport
from marshrut.cases.passports import begin_before
from marshrut.cases.person import Person, checked_person, mixed_scripts
from marshrut.identifiers import BadIdentifier, programme_code
from marshrut.policy import Action, in_scope, may
from marshrut.refusals import Finding, finding, refuse

CODED = ("study_form", "funding", "base_education")


def open_case(
    service: Service,
    request: Request,
    *,
    person: dict[str, Any],
    organisation: str,
    passport: dict[str, Any],
    graduation_date: date | None = None,
    diploma: dict[str, Any] | None = None,
    source: str | None = None,
    case_id: UUID | None = None,
) -> tuple[Visit, Outcome]:
    """Open a case (F001): a graduate's from ``graduation_date`` on, else a student's.

    ``passport`` holds fields of ``contents.Passport``, ``diploma`` those that a graduation has
    beside its date. The visit can take more decisions before
    it is committed; that raises ``DUPLICATE`` where the natural key is taken. Raises ``Refused``.
    """
    if not may(request.actor, Action.WRITE_CASES):
        raise refuse("FORBIDDEN", role=request.actor.role)
    check_kind(request.actor, contents.Opening.KIND)
    check_not_answered(service, request)
    region = region_of(service, request, organisation)
    today = service.today(region)
    if diploma and graduation_date is None:
        raise refuse("REQUIRED", field="graduation_date", expected="YYYY-MM-DD")
    check_passport(passport, on=today)
    who = checked_person(msgspec.convert(person, Person), today=today)
    check_codes({"person.sex": who.sex, "person.address_region": who.address_region}, on=today)
    expected = {"expected_graduation_date": passport.get("expected_graduation_date")}
    check_after_birth(expected, born=who.birth_date)
    related = related_cases(service, request, who)
    opening = contents.Opening(
        organisation=organisation,
        person_id=related.person_id or uuid4(),
        passport=_passport(passport, who, graduation_date),
    )
    visit = _first_visit(service, request, case_id or uuid4(), region, who)
    sealed = {"person": msgspec.to_builtins(who)}
    writing = visit.writing(uuid4(), source=source, sealed=sealed)
    visit.case = Case.open(visit.case.id, opening, writing)
    if graduation_date is not None:
        add_graduation(visit, graduation_date=graduation_date, source=source, **(diploma or {}))
    visit.beside.append(first_index(visit, opening))
    warnings = (*related.warnings, *_missing(who), *mixed_scripts(sealed["person"]))
    return visit, Outcome(writing.entry_id, warnings)


def _first_visit(
    service: Service, request: Request, case_id: UUID, region: str, who: Person
) -> Visit:
    key = service.keys.get(case_id) or service.keys.create(case_id)
    return Visit(
        service=service, request=request, case=Case(case_id), region=region, key=key, person=who
    )


def _passport(fields: dict[str, Any], who: Person, graduation_date: date | None) -> Passport:
    """The clear passport; graduation sets the year (semantics S12)."""
    year = graduation_date.year if graduation_date else fields["graduation_year"]
    expected: date | None = fields.get("expected_graduation_date")
    begins_on = begin_before(graduation_date or expected or date(year, 6, 30))
    return Passport(**{**fields, "graduation_year": year}, **who.marks(begins_on=begins_on))


def region_of(service: Service, request: Request, organisation: str) -> str:
    """The region of the school: ``UNKNOWN_CODE`` where there is none, ``FORBIDDEN`` if foreign."""
    school = service.organisation(organisation)
    if school is None:
        raise no_such_organisation(organisation)
    region = school.on(service.today()).region_code
    if not in_scope(request.actor, organisation=organisation, region=region):
        raise refuse("FORBIDDEN", role=request.actor.role)
    return region


def check_passport(passport: dict[str, Any], *, on: date) -> None:
    """Raise ``Refused`` for codes that there are not and a programme code out of shape."""
    check_codes({name: passport.get(name) for name in CODED}, on=on)
    if passport.get("programme_code") is not None:
        try:
            programme_code(passport["programme_code"])
        except BadIdentifier as error:
            raise refuse(error.code, field="programme_code", expected=error.expected) from error


def _missing(who: Person) -> tuple[Finding, ...]:
    """Domain 3.1: a СНИЛС is expected of everybody but foreigners who have none."""
    russian = who.citizenship == "RU"
    return (finding("INCOMPLETE", fields=["snils"]),) if russian and not who.snils else ()
