"""Coming to a programme with the intent to write: the order of checks of semantics S17."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import recalled
from marshrut.ledger.errors import IdempotencyConflict, VersionConflict
from marshrut.ledger.idempotency import Answer, remember
from marshrut.policy import Action, Actor, may
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.plan import Level
from marshrut.programmes.programme import Programme
from marshrut.refusals import refuse

CREATED = 201

WRITE = {
    Level.REGION: Action.WRITE_REGION_PROGRAMMES,
    Level.ORG: Action.WRITE_SCHOOL_PROGRAMMES,
}
APPROVE = {
    Level.REGION: Action.APPROVE_REGION_PROGRAMMES,
    Level.ORG: Action.APPROVE_SCHOOL_PROGRAMMES,
}


class Saved(msgspec.Struct, frozen=True):
    """A programme was written: what, in which entry, at which position, to which version."""

    code: str
    entry_id: UUID | None
    position: int
    version: int


class Repeated(Exception):  # noqa: N818 - not an error: the same question again
    """The request was answered before; the answer is the same (semantics S19)."""

    def __init__(self, saved: Saved) -> None:
        super().__init__("answered before")
        self.saved = saved


@dataclass(kw_only=True)
class ProgrammeVisit:
    """A programme opened for writing."""

    service: Service
    request: Request
    programme: Programme

    @property
    def level(self) -> Level:
        """Whose programme it is."""
        return Level(self.programme.registration.level)

    @property
    def today(self) -> date:
        """The date in the programme's region (semantics S11)."""
        return self.service.today(self.programme.registration.region_code)

    def check(self, *actions: Action) -> None:
        """Raise ``Refused`` (``FORBIDDEN``) for one who has the right to none of the actions."""
        check_right(self.request.actor, *actions)


def sees_programme(service: Service, actor: Actor, registered: ProgrammeRegistered) -> bool:
    """Whether the programme is the actor's business: his region's or his own organisation's.

    A school sees the programme of its region, and no other school's plan (else 404, S17).
    """
    if actor.organisation is None:
        return not actor.regions or registered.region_code in actor.regions
    if registered.organisation is not None:
        return registered.organisation == actor.organisation
    school = service.organisation(actor.organisation)
    own = school.on(service.today()).region_code if school else None
    return registered.region_code == own


def check_right(actor: Actor, *actions: Action) -> None:
    """Raise ``Refused`` (``FORBIDDEN``) for one who has the right to none of the actions."""
    if not any(may(actor, action) for action in actions):
        raise refuse("FORBIDDEN", role=actor.role)


def visit_programme(service: Service, request: Request, code: str) -> ProgrammeVisit:
    """Open a programme for writing. Raises ``Refused`` or ``Repeated``."""
    programme = service.programme(code)
    if programme is None or not sees_programme(service, request.actor, programme.registration):
        raise refuse("NOT_FOUND")
    level = Level(programme.registration.level)
    check_right(request.actor, WRITE[level], APPROVE[level], Action.ENTER_TARGETS)
    check_not_repeated(service, request)
    if request.if_match is None:
        raise refuse("PRECONDITION_REQUIRED")
    if request.if_match != programme.version:
        raise refuse("STALE_VERSION", given=request.if_match, current=programme.version)
    return ProgrammeVisit(service=service, request=request, programme=programme)


def check_not_repeated(service: Service, request: Request) -> None:
    """Raise ``Repeated``, or ``Refused``: ``IDEMPOTENCY_KEY_REUSED`` (S19)."""
    answer = recalled(service, request)
    if answer is not None:
        raise Repeated(msgspec.json.decode(answer.answer, type=Saved))


def save(
    service: Service, request: Request, programme: Programme, *, entry_id: UUID | None
) -> Saved:
    """Append what was decided, with the answer to the request's key, or nothing.

    Raises ``VersionConflict`` where another writer was faster, ``Repeated``.
    """
    events = programme.collect_events()

    def write(connection: Connection) -> Saved:
        positions = service.ledger.append(events, connection=connection)
        code = programme.registration.code
        saved = Saved(code, entry_id, positions[-1], programme.version)
        _remember(connection, request, saved)
        return saved

    try:
        return service.ledger.appending_together(write)
    except (VersionConflict, IdempotencyConflict):
        check_not_repeated(service, request)
        raise


def _remember(connection: Connection, request: Request, saved: Saved) -> None:
    if request.idempotency is not None:
        remember(
            connection,
            actor=request.actor.actor_id,
            key=request.idempotency.key,
            fingerprint=request.idempotency.fingerprint,
            answer=Answer(CREATED, f'"{saved.version}"', msgspec.json.encode(saved).decode()),
        )
