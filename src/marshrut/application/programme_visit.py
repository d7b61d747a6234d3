"""Coming to a programme with the intent to write: the order of checks of semantics S17."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from marshrut.application import plain_writes
from marshrut.application.plain_writes import check_not_repeated, check_right, check_version
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.policy import Action, Actor
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.plan import Level
from marshrut.programmes.programme import Programme
from marshrut.refusals import refuse

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


def visit_programme(service: Service, request: Request, code: str) -> ProgrammeVisit:
    """Open a programme for writing. Raises ``Refused`` or ``Repeated``."""
    programme = service.programme(code)
    if programme is None or not sees_programme(service, request.actor, programme.registration):
        raise refuse("NOT_FOUND")
    level = Level(programme.registration.level)
    check_right(request.actor, WRITE[level], APPROVE[level], Action.ENTER_TARGETS)
    check_not_repeated(service, request, Saved)
    check_version(request, programme.version)
    return ProgrammeVisit(service=service, request=request, programme=programme)


def save(
    service: Service, request: Request, programme: Programme, *, entry_id: UUID | None
) -> Saved:
    """Append what was decided. Raises ``VersionConflict`` or ``Repeated``."""

    def answer(positions: Sequence[int]) -> Saved:
        code = programme.registration.code
        return Saved(code, entry_id, positions[-1], programme.version)

    return plain_writes.save(service, request, programme, Saved, answer)
