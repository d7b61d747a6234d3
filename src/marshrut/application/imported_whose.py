"""Whose case a row of facts is about: by its number, a СНИЛС, or a name, a birthday, a school."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import is_in_scope
from marshrut.cases.case import Case
from marshrut.cases.lifecycle import MERGED
from marshrut.imports.problems import BadValue

MOST_SHOWN = 5


class Whose(msgspec.Struct, frozen=True):
    """What leads to the case of a row; ``organisation`` is a code."""

    case_id: UUID | None
    person: bytes | None
    snils: bytes | None
    organisation: str | None
    programme_code: str | None
    graduation_year: int | None
    natural: bytes | None = None

    @property
    def tokens(self) -> frozenset[bytes]:
        """What leads to cases of the person."""
        return frozenset(filter(None, (self.person, self.snils)))


def whose(service: Service, given: dict[str, Any], *, organisation: str | None) -> Whose:
    """What leads to the case of a row that names these."""
    blind, born, snils = service.blind, given.get("birth_date"), given.get("snils")
    names = (given.get(name) for name in ("last_name", "first_name", "middle_name"))
    name = " ".join(filter(None, names))
    return Whose(
        case_id=given.get("case_id"),
        person=blind.person(full_name=name, birth_date=born) if name and born else None,
        snils=blind.snils(snils) if snils else None,
        organisation=organisation,
        programme_code=given.get("programme_code"),
        graduation_year=given.get("graduation_year"),
    )


def case_of(service: Service, request: Request, wanted: Whose) -> Case:
    """The one case that the row is about. Raises ``BadValue``: none, or several."""
    known = [case for case_id in _candidates(service, wanted) if (case := service.case(case_id))]
    today = service.today()
    seen = [case for case in known if is_in_scope(service, request, case.id)]
    fitting = [case for case in seen if _fits(case, wanted, today)]
    if not fitting:
        raise BadValue("NO_SUCH_CASE")
    if len(fitting) > 1:
        shown = ", ".join(str(case.id) for case in fitting[:MOST_SHOWN])
        raise BadValue("SEVERAL_CASES", cases=shown)
    found = fitting[0].id
    if wanted.case_id and wanted.tokens:  # two rows changed places: the number is another's
        known_as = set().union(*map(service.cases_found_by, wanted.tokens))
        if found not in known_as:
            raise BadValue("OTHER_PERSON", case_id=found)
    return fitting[0]


def _candidates(service: Service, wanted: Whose) -> Iterator[UUID]:
    """By the surest of what there is; what is given besides must not say otherwise."""
    if wanted.case_id is not None:
        yield wanted.case_id
        return
    numbered = service.cases_found_by(wanted.snils) if wanted.snils else set()
    named = service.cases_found_by(wanted.person) if wanted.person else set()
    yield from sorted(numbered or named)


def _fits(case: Case, wanted: Whose, today: date) -> bool:
    if case.history.lifecycle(today) == MERGED:
        return False
    passport = case.history.passport(today)
    asked = (
        (wanted.organisation, case.history.organisation(today)),
        (wanted.programme_code, passport.programme_code),
        (wanted.graduation_year, passport.graduation_year),
    )
    return all(given is None or given == known for given, known in asked)
