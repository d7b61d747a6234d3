"""Coming to a case with the intent to write: who, in which version, under which key.

The order of checks is that of semantics S17: not found or out of scope, no right, answered
before, no version or a stale one. What the body says is judged after all of these.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from marshrut.application.functions import check_kind
from marshrut.application.requests import AlreadyAnswered, Request, Written
from marshrut.application.service import Service
from marshrut.cases.case import Case, Writing
from marshrut.cases.checks import Circumstances
from marshrut.cases.person import Person
from marshrut.cases.sealed import entry_parts, person_on
from marshrut.ledger.idempotency import Answer, IdempotencyKeyReused, recall
from marshrut.ledger.sealing import seal, unseal
from marshrut.policy import Action, in_scope, may, writes_notes
from marshrut.refusals import Refused, refuse


@dataclass(kw_only=True)
class Unit:
    """A case and what is written with it: ``beside`` adds rows of other tables to its events."""

    service: Service
    request: Request
    case: Case
    beside: list[Callable[[Connection], None]] = field(default_factory=list)


@dataclass(kw_only=True)
class Visit(Unit):
    """A case opened for writing: decide on it, by one use case or several, then ``commit``."""

    region: str
    key: bytes
    person: Person

    @property
    def at(self) -> Circumstances:
        """What the rules ask of the edge."""
        return Circumstances(
            today=self.service.today(self.region),
            born=self.person.birth_date,
            region=self.region,
        )

    def blind_employer(self, inn: str) -> str:
        """By which the same employer is recognised, though his personal ИНН is sealed (S24)."""
        return self.service.blind.employer(inn).hex()

    def in_scope(self, case_id: UUID, *, name: str) -> Case:
        """Another case, which the field ``name`` has; refused where it is out of the sight."""
        try:
            return case_in_scope(self.service, self.request, case_id)[0]
        except Refused as unseen:
            raise refuse("INVALID", field=name, expected="case_id") from unseen

    def check_function(self, function: str | None) -> None:
        """``FORBIDDEN`` for what is the business of a function that the actor has not."""
        if function is not None and not writes_notes(self.request.actor, function=function):
            raise refuse("FORBIDDEN", role=self.request.actor.role)

    def check_right(self, *actions: Action) -> None:
        """``FORBIDDEN`` for what takes any of the rights and the actor has none."""
        if not any(may(self.request.actor, action) for action in actions):
            raise refuse("FORBIDDEN", role=self.request.actor.role)

    def _said_otherwise(self, said: dict[str, Any], entry_id: UUID) -> bool:
        """Whether the words of the entry are others than those ``said``: no duplicate then."""
        open_seal = partial(unseal, key=self.key, case_id=self.case.id)
        known = entry_parts(self.case.events, open_seal=open_seal).get(entry_id, {})
        given = {name: part for name, part in said.items() if isinstance(part, dict)}
        return {k: v for k, v in known.items() if v} != given

    def writing(
        self, entry_id: UUID, *, source: str | None = None, sealed: dict[str, Any] | None = None
    ) -> Writing:
        """What comes with the write; ``sealed`` is closed with the key of the case."""
        payload = {name: value for name, value in (sealed or {}).items() if value}
        return Writing(
            entry_id=entry_id,
            by=self.request.stamp(source),
            at=msgspec.structs.replace(self.at, otherwise=partial(self._said_otherwise, payload)),
            sealed=seal(payload, key=self.key, case_id=self.case.id) if payload else None,
        )


def visit(
    service: Service,
    request: Request,
    case_id: UUID,
    *,
    takes: Collection[Action] = (Action.WRITE_CASES,),
    kind: str | None = None,
) -> Visit:
    """Open a case for writing an entry of the ``kind``, which ``takes`` any of these rights.

    Raises ``Refused`` or ``AlreadyAnswered``.
    """
    case, region = case_in_scope(service, request, case_id)
    if not any(may(request.actor, action) for action in takes):
        raise refuse("FORBIDDEN", role=request.actor.role)
    if kind is not None:
        check_kind(request.actor, kind)
    check_not_answered(service, request)
    if request.if_match is None:
        raise refuse("PRECONDITION_REQUIRED")
    if request.if_match != case.version:
        raise refuse("STALE_VERSION", given=request.if_match, current=case.version)
    return opened(service, request, case, region)


def opened(service: Service, request: Request, case: Case, region: str) -> Visit:
    """The case with its key and person. Raises ``Refused`` where they were erased."""
    key = service.keys.key_of(case.id)
    if key is None:
        raise refuse("KEY_ERASED")
    today = service.today(region)
    open_seal = partial(unseal, key=key, case_id=case.id)
    person = person_on(case.events, today, open_seal=open_seal)
    return Visit(service=service, request=request, case=case, region=region, key=key, person=person)


def case_in_scope(service: Service, request: Request, case_id: UUID) -> tuple[Case, str]:
    """The case and its region at the head; ``NOT_FOUND`` where there is none in scope (S15)."""
    case = service.case(case_id)
    if case is None:
        raise refuse("NOT_FOUND")
    code = case.history.organisation(service.today())
    organisation = service.organisation(code)
    region = organisation.on(service.today()).region_code if organisation else None
    if region is None or not in_scope(request.actor, organisation=code, region=region):
        raise refuse("NOT_FOUND")
    return case, region


def is_in_scope(service: Service, request: Request, case_id: UUID) -> bool:
    """Whether there is such a case in the actor's scope."""
    try:
        case_in_scope(service, request, case_id)
    except Refused:
        return False
    return True


def check_not_answered(service: Service, request: Request) -> None:
    """Raise ``AlreadyAnswered``, or ``IDEMPOTENCY_KEY_REUSED`` for another request (S19)."""
    answer = recalled(service, request)
    if answer is not None:
        raise AlreadyAnswered(msgspec.json.decode(answer.answer, type=Written))


def recalled(service: Service, request: Request) -> Answer | None:
    """What the same request was answered. Raises ``Refused``: ``IDEMPOTENCY_KEY_REUSED`` (S19)."""
    asked = request.idempotency
    if asked is None:
        return None
    try:
        with service.reading.connect() as connection:
            return recall(
                connection,
                actor=request.actor.actor_id,
                key=asked.key,
                fingerprint=asked.fingerprint,
            )
    except IdempotencyKeyReused as reused:
        raise refuse("IDEMPOTENCY_KEY_REUSED") from reused
