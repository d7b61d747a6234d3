"""Who is who: the natural key of a case, its look-up tokens, other cases of the same person."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import Visit, is_in_scope
from marshrut.cases.case import Outcome
from marshrut.cases.contents import Opening, Passport
from marshrut.cases.contradictions import age_contradictions
from marshrut.cases.events import CaseOpened
from marshrut.cases.person import Person
from marshrut.cases.sealed import person_on
from marshrut.ledger.case_lookup import (
    register_natural_key,
    replace_natural_key,
    replace_search_tokens,
)
from marshrut.ledger.case_lookup_many import NewCase
from marshrut.ledger.sealing import unseal
from marshrut.refusals import Finding, finding


class Related(msgspec.Struct, frozen=True):
    """Other cases of, it seems, the same person; warnings name those in the actor's scope."""

    person_id: UUID | None = None
    warnings: tuple[Finding, ...] = ()


def natural_key(service: Service, *, organisation: str, passport: Passport, who: Person) -> bytes:
    """What makes two cases one and the same (domain 3.1)."""
    named: dict[str, Any] = {"full_name": who.full_name, "birth_date": who.birth_date}
    return service.blind.natural_key(
        organisation=organisation,
        programme_code=passport.programme_code,
        graduation_year=passport.graduation_year,
        **({"snils": who.snils} if who.snils else named),
    )


class FirstIndex(msgspec.Struct, frozen=True):
    """What lets a new case be found; written beside its events, or with those of many."""

    case: NewCase

    def __call__(self, connection: Connection) -> None:
        """Take the natural key. Raises ``DuplicateCase`` where it is another case's."""
        case_id, natural_key, tokens = self.case
        register_natural_key(connection, token=natural_key, case_id=case_id)
        replace_search_tokens(connection, case_id=case_id, tokens=tokens)


def first_index(visit: Visit, opening: Opening) -> FirstIndex:
    """What lets the case be found that the visit is opening."""
    service, who = visit.service, visit.person
    organisation, passport = opening.organisation, opening.passport
    natural = natural_key(service, organisation=organisation, passport=passport, who=who)
    return FirstIndex(NewCase(visit.case.id, natural, search_tokens(service, who)))


def search_tokens(service: Service, person: Person) -> frozenset[bytes]:
    """By what a case is found: the person's names and СНИЛС, and nothing older (S25)."""
    names = service.blind.name_tokens(
        last_name=person.last_name, first_name=person.first_name, middle_name=person.middle_name
    )
    own = (_named_token(service, person), _snils_token(service, person))
    return names.union(filter(None, own))


def resettle(visit: Visit, outcome: Outcome) -> Outcome:
    """Let the case be found by the person's latest name, under the natural key it has now.

    What the graduate was too young for by another birth date is a warning (semantics S8).
    """
    history, today = visit.case.history, visit.at.today
    open_seal = partial(unseal, key=visit.key, case_id=visit.case.id)
    who = person_on(visit.case.events, date.max, open_seal=open_seal)
    token = natural_key(
        visit.service,
        organisation=history.organisation(today),
        passport=history.passport(today),
        who=who,
    )

    def beside(connection: Connection) -> None:
        replace_natural_key(connection, token=token, case_id=visit.case.id)
        tokens = search_tokens(visit.service, who)
        replace_search_tokens(connection, case_id=visit.case.id, tokens=tokens)

    visit.beside.append(beside)
    known = age_contradictions(history, visit.person.birth_date)
    found = age_contradictions(history, who.birth_date)
    return outcome.warned(*(left for left in found if left not in known))


def related_cases(service: Service, request: Request, who: Person) -> Related:
    """Cases with the same СНИЛС (one person), else with the same name and birth date."""
    same = _cases_with(service, _snils_token(service, who))
    if same:
        return Related(_person_id(service, same[0]), _warned("SAME_PERSON", service, request, same))
    alike = _cases_with(service, _named_token(service, who))
    return Related(None, _warned("POSSIBLE_DUPLICATE", service, request, alike))


def _warned(
    code: str, service: Service, request: Request, found: list[UUID]
) -> tuple[Finding, ...]:
    visible = [case_id for case_id in found if is_in_scope(service, request, case_id)]
    return (finding(code, cases=visible),) if visible else ()


def _cases_with(service: Service, token: bytes | None) -> list[UUID]:
    return [] if token is None else sorted(service.cases_found_by(token))


def _named_token(service: Service, who: Person) -> bytes:
    return service.blind.person(full_name=who.full_name, birth_date=who.birth_date)


def _snils_token(service: Service, who: Person) -> bytes | None:
    return service.blind.snils(who.snils) if who.snils else None


def _person_id(service: Service, case_id: UUID) -> UUID | None:
    case = service.case(case_id)
    opened = case.events[0] if case else None
    return opened.content.person_id if isinstance(opened, CaseOpened) else None
