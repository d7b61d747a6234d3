"""Breaking the glass: somebody sees a person at once, for a while, and everybody sees that."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import Connection

from marshrut.application.access_log import Emergency, Looking, record_emergency
from marshrut.application.plain_writes import Repeated, check_right, keep_answer
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import case_in_scope, recalled
from marshrut.ledger.errors import IdempotencyConflict
from marshrut.policy import Action
from marshrut.refusals import refuse


def check_may_break_glass(service: Service, request: Request, case_id: UUID) -> None:
    """Raise ``Refused``: no such case in scope, no such right; ``Repeated``: answered before."""
    case_in_scope(service, request, case_id)
    check_right(request.actor, Action.BREAK_GLASS)
    _check_not_repeated(service, request)


def break_glass(
    service: Service, request: Request, case_id: UUID, *, route: str, reason: str, minutes: int
) -> Emergency:
    """Let the actor see the person and the restricted notes of the case for some minutes.

    Raises ``Refused``: ``NOT_FOUND``, ``FORBIDDEN``, ``KEY_ERASED`` where there is nobody to see;
    ``Repeated`` where the very same request has had its answer.
    """
    check_may_break_glass(service, request, case_id)
    if service.keys.key_of(case_id) is None:
        raise refuse("KEY_ERASED")
    looking = Looking(
        actor=request.actor, route=route, correlation_id=request.correlation_id, purpose=None
    )

    def record(connection: Connection) -> Emergency:
        taken = record_emergency(
            service, connection, looking, case_id, reason=reason, minutes=minutes
        )
        keep_answer(connection, request, taken, etag=None)
        return taken

    try:
        return service.ledger.appending_together(record)
    except IdempotencyConflict:
        _check_not_repeated(service, request)
        raise


def _check_not_repeated(service: Service, request: Request) -> None:
    answer = recalled(service, request)
    if answer is not None:
        raise Repeated(msgspec.json.decode(answer.answer, type=Emergency))
