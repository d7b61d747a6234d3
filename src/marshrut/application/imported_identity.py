"""Whose row it is: a case that there is already, an earlier row of the list, or nobody known.

A list with a СНИЛС and one without it may speak of the same graduate: the name and the day of
birth decide where one of the two has no СНИЛС (domain 3.1).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from marshrut.application.identity import natural_key
from marshrut.application.service import Service
from marshrut.cases.case import Case
from marshrut.cases.contents import (
    Content,
    Graduation,
    Movement,
    Opening,
    Passport,
    PassportChange,
)
from marshrut.cases.person import Person
from marshrut.imports.graduates import Graduate


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The graduate of one school, programme and year: blind tokens with СНИЛС and by name."""

    organisation: str
    passport: Passport
    who: Person
    natural: bytes
    named: bytes
    person: bytes
    snils: bytes | None

    @property
    def tokens(self) -> frozenset[bytes]:
        """What leads to other cases of the person."""
        return frozenset(filter(None, (self.person, self.snils)))


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
    blind = service.blind
    return Identity(
        organisation=organisation,
        passport=passport,
        who=who,
        natural=natural,
        named=named,
        person=blind.person(full_name=who.full_name, birth_date=who.birth_date),
        snils=blind.snils(who.snils) if who.snils else None,
    )


def known_case(service: Service, identity: Identity) -> Case | None:
    """The case of the graduate, if there is one, whatever its passport says by now.

    Its natural key moves with a transfer and with corrections; an old list, loaded again, must
    still find it, or it would open a second case.
    """
    owner = service.case_with(identity.natural)
    if owner is not None:
        return service.case(owner)
    named = service.cases_found_by(identity.person)
    numbered = service.cases_found_by(identity.snils) if identity.snils else set()
    for case_id in sorted(named | numbered):
        case = service.case(case_id)
        if case is None or not _was_so(case, identity):
            continue
        namesake = identity.snils and case.history.passport(service.today()).has_snils
        if case_id in numbered or not namesake:
            return case
    return None


def _was_so(case: Case, identity: Identity) -> bool:
    """Whether the case had this school, programme and year, now or once."""
    had: dict[str, set[object]] = {
        name: set() for name in ("organisation", "programme_code", "graduation_year")
    }
    for entry in case.history.entries.values():
        for name, value in _keyed(entry.content):
            had.get(name, set()).add(value)
    passport = identity.passport
    return (
        identity.organisation in had["organisation"]
        and passport.programme_code in had["programme_code"]
        and passport.graduation_year in had["graduation_year"]
    )


def _keyed(content: Content) -> Iterator[tuple[str, object]]:
    """What an entry says about the parts of a natural key."""
    match content:
        case Opening(organisation=code, passport=passport):
            yield "organisation", code
            yield from msgspec.structs.asdict(passport).items()
        case Movement(to_organisation=str(code)):
            yield "organisation", code
        case PassportChange(changes=changes):
            yield from changes.items()
        case Graduation(graduation_date=day):
            yield "graduation_year", day.year
