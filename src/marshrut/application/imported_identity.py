"""Whose row it is: a case that there is already, an earlier row of the list, or nobody known.

A list with a СНИЛС and one without it may speak of the same graduate: the name and the day of
birth decide where one of the two has no СНИЛС (domain 3.1).
"""

from __future__ import annotations

import msgspec

from marshrut.application.identity import natural_key
from marshrut.application.service import Service
from marshrut.cases.case import Case
from marshrut.cases.contents import Passport
from marshrut.cases.person import Person
from marshrut.imports.graduates import Graduate
from marshrut.ledger.case_lookup import case_with, cases_matching


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The graduate of one school, programme and year: blind tokens with СНИЛС and by name."""

    organisation: str
    passport: Passport
    who: Person
    natural: bytes
    named: bytes


class Seen:
    """The rows of a list so far."""

    def __init__(self) -> None:
        self._natural: dict[bytes, int] = {}
        self._named: dict[bytes, tuple[int, bool]] = {}

    def first(self, identity: Identity, *, row: int) -> int:
        """The first row of the same graduate, which may be this ``row``."""
        numbered = identity.who.snils is not None
        first, known_numbered = self._named.setdefault(identity.named, (row, numbered))
        if numbered and known_numbered:  # two people of one name, or the same number again
            first = row
        return min(first, self._natural.setdefault(identity.natural, row))


def identify(service: Service, graduate: Graduate, *, organisation: str, who: Person) -> Identity:
    """The identity of a row, of a person already checked."""
    passport = Passport(
        programme_code=graduate.passport["programme_code"],
        study_form=graduate.passport["study_form"],
        graduation_year=graduate.passport["graduation_year"],
    )
    nameless = msgspec.structs.replace(who, snils=None)
    natural, named = (
        natural_key(service, organisation=organisation, passport=passport, who=person)
        for person in (who, nameless)
    )
    return Identity(
        organisation=organisation, passport=passport, who=who, natural=natural, named=named
    )


def known_case(service: Service, identity: Identity) -> Case | None:
    """The case of the graduate at the head, if there is one."""
    who = identity.who
    person = service.blind.person(full_name=who.full_name, birth_date=who.birth_date)
    with service.engine.connect() as connection:
        owner = case_with(connection, token=identity.natural)
        alike = set() if owner else cases_matching(connection, tokens=[person])
    if owner is not None:
        return service.case(owner)
    cases = (service.case(case_id) for case_id in sorted(alike))
    return next((c for c in cases if c and _is_of(c, identity, service)), None)


def _is_of(case: Case, identity: Identity, service: Service) -> bool:
    """Whether the case of a namesake born the same day is this one."""
    today = service.today()
    passport, wanted = case.history.passport(today), identity.passport
    if passport.has_snils and identity.who.snils:
        return False
    return (
        case.history.organisation(today) == identity.organisation
        and passport.programme_code == wanted.programme_code
        and passport.graduation_year == wanted.graduation_year
    )
