"""The use cases of an employer: making it known, changing it from a day on or from the start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from marshrut.application.codes import check_codes
from marshrut.application.plain_writes import check_not_repeated, check_right, check_version, save
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.employers.employer import Employer, opk_days, passport_of
from marshrut.identifiers import SEPARATORS, BadIdentifier, inn10, ogrn
from marshrut.ledger.errors import VersionConflict
from marshrut.policy import Action
from marshrut.refusals import refuse

PERSONAL = re.compile(r"[0-9]{12}")
CODED = ("industry", "region_code")


class SavedEmployer(msgspec.Struct, frozen=True):
    """An employer was written: its ИНН, the position and the version reached."""

    inn: str
    position: int
    version: int


@dataclass(kw_only=True)
class EmployerVisit:
    """An employer opened for writing."""

    service: Service
    request: Request
    employer: Employer


def begin_registration(service: Service, request: Request) -> None:
    """What is checked before the body is read (S17). Raises ``Refused`` or ``Repeated``."""
    check_right(request.actor, Action.WRITE_EMPLOYERS)
    check_not_repeated(service, request, SavedEmployer)


def register(service: Service, request: Request, *, inn: str, **fields: Any) -> SavedEmployer:
    """Make an employer known. ``fields``: those of its passport that are said.

    Raises ``Refused``: ``FORBIDDEN``, ``PERSONAL_INN``, ``DUPLICATE``, findings; ``Repeated``.
    """
    check_right(request.actor, Action.WRITE_EMPLOYERS)
    inn = entity_inn(inn)
    check_codes({name: fields.get(name) for name in CODED}, on=service.today())
    fields = _with_ogrn(fields)
    if service.employer(inn) is not None:
        raise refuse("DUPLICATE", existing=inn)
    employer = Employer.register(inn, passport_of(fields), by=request.stamp(None))
    try:
        return _saved(service, request, employer)
    except VersionConflict as conflict:
        raise refuse("DUPLICATE", existing=inn) from conflict


def visit_employer(service: Service, request: Request, inn: str) -> EmployerVisit:
    """Come to an employer in the version that was read. Raises ``Refused`` or ``Repeated``."""
    employer = service.employer(inn)
    if employer is None:
        raise refuse("NOT_FOUND")
    check_right(request.actor, Action.WRITE_EMPLOYERS)
    check_not_repeated(service, request, SavedEmployer)
    check_version(request, employer.version)
    return EmployerVisit(service=service, request=request, employer=employer)


def change(
    visit: EmployerVisit, *, effective_on: date | None, reason: str | None = None, **changes: Any
) -> SavedEmployer:
    """Change fields from a day on; without a day: they were wrong from the start, and why.

    Raises ``Refused``: ``FORBIDDEN`` where another's business is changed by that, findings.
    """
    service, request, employer = visit.service, visit.request, visit.employer
    if not changes:
        raise refuse("INVALID", field="changes", expected="name, ogrn, industry, opk, region_code")
    codes = {name: changes.get(name) for name in CODED}
    check_codes(codes, on=effective_on or service.today())
    changes = _with_ogrn(changes)
    before = opk_days(employer.events)
    by = request.stamp(None)
    employer.change(changes, effective_on=effective_on, by=by, reason=reason)
    if opk_days(employer.events) != before:
        check_right(request.actor, Action.CHANGE_OPK)
    try:
        return _saved(service, request, employer)
    except VersionConflict as conflict:
        raise refuse("STALE_VERSION", given=request.if_match, current="?") from conflict


def entity_inn(text: str, *, field: str = "inn") -> str:
    """The ИНН of a legal entity in its normal form.

    Raises ``Refused``: ``PERSONAL_INN`` for that of a person, ``INVALID`` or ``CHECKSUM``.
    """
    if PERSONAL.fullmatch(SEPARATORS.sub("", text)):
        raise refuse("PERSONAL_INN", field=field)
    try:
        return inn10(text)
    except BadIdentifier as error:
        raise refuse(error.code, field=field, expected=error.expected) from error


def _with_ogrn(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with the ОГРН in its normal form. Raises ``Refused``."""
    if fields.get("ogrn") is None:
        return fields
    try:
        return {**fields, "ogrn": ogrn(fields["ogrn"])}
    except BadIdentifier as error:
        raise refuse(error.code, field="ogrn", expected=error.expected) from error


def _saved(service: Service, request: Request, employer: Employer) -> SavedEmployer:
    def answer(positions: Sequence[int]) -> SavedEmployer:
        return SavedEmployer(employer.inn, positions[-1], employer.version)

    return save(service, request, employer, SavedEmployer, answer)
