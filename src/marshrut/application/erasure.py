"""Destroying a person's data: the key goes, the facts and the counts stay (152-ФЗ, S24, S25)."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID, uuid4

from marshrut.application.commit import commit
from marshrut.application.requests import Request, Written
from marshrut.application.service import Service
from marshrut.application.visit import Unit, case_in_scope, check_not_answered
from marshrut.cases import contents
from marshrut.cases.case import Case, Writing
from marshrut.cases.checks import Circumstances
from marshrut.cases.destroyed import check_names_nobody, destroyed_by
from marshrut.cases.sealed import person_on
from marshrut.ledger.case_lookup import forget
from marshrut.ledger.sealing import unseal
from marshrut.policy import Action, may
from marshrut.refusals import refuse


def erase(
    service: Service, request: Request, case_id: UUID, *, reason: str, act_number: str
) -> Written:
    """Destroy the key of the case by the act; nothing opens its sealed parts any more.

    The key goes before the event: what is recorded as erased is so. A crash between the two is
    mended by asking again with the same act. Raises ``Refused``: ``KEY_ERASED`` when it was done.
    """
    case, region = case_in_scope(service, request, case_id)
    if not may(request.actor, Action.ERASE_PERSON):
        raise refuse("FORBIDDEN", role=request.actor.role)
    check_not_answered(service, request)
    if case.erased:
        raise refuse("KEY_ERASED")
    today = service.today(region)
    destroyed = _destroyed(service, case, today, reason=reason, act_number=act_number)
    service.keys.erase(
        case_id,
        act_number=act_number,
        reason=reason,
        actor=request.actor.actor_id,
        at=service.now(),
        destroyed=destroyed,
    )
    erasure = contents.Erasure(act_number=act_number, effective_on=today)
    writing = Writing(
        entry_id=uuid4(), by=request.stamp(None), at=Circumstances(today=today, region=region)
    )
    outcome = case.add(erasure, writing)
    unit = Unit(service=service, request=request, case=case)
    unit.beside.append(partial(forget, case_id=case_id))
    return commit(unit, outcome)


def _destroyed(service: Service, case: Case, day: date, **said: str) -> tuple[str, ...] | None:
    """The categories of what will not open any more; ``None`` once it does not.

    Raises ``Refused`` where what is ``said`` of the act names the person: it outlives the key.
    """
    key = service.keys.get(case.id)
    if key is None:
        return None
    open_seal = partial(unseal, key=key, case_id=case.id)
    check_names_nobody(person_on(case.events, day, open_seal=open_seal), **said)
    return destroyed_by(case.events, open_seal=open_seal)
