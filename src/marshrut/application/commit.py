"""Recording what was decided: events, answer and look-up rows in one transaction, or none."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from marshrut.application.functions import check_functions
from marshrut.application.requests import Request, Written
from marshrut.application.visit import Unit, check_not_answered, is_in_scope
from marshrut.cases.case import Outcome
from marshrut.ledger.case_lookup import DuplicateCase
from marshrut.ledger.errors import IdempotencyConflict, VersionConflict
from marshrut.ledger.idempotency import Answer, remember
from marshrut.refusals import Refused, refuse

CREATED = 201


def commit(unit: Unit, outcome: Outcome) -> Written:
    """Append the new events of the case, with what is written beside them.

    Raises ``Refused``: ``STALE_VERSION`` where another writer was faster, ``DUPLICATE`` where
    the natural key is taken, ``FUNCTION_REQUIRED`` for what is no business of a member's;
    ``AlreadyAnswered`` where the very same request was faster.
    """
    service, request, case = unit.service, unit.request, unit.case
    events = case.collect_events()
    check_functions(request.actor, case.events, since=case.version - len(events))

    def record(connection: Connection) -> Written:
        positions = service.ledger.append(events, connection=connection)
        for write in unit.beside:
            write(connection)
        written = Written(
            case_id=case.id,
            entry_id=outcome.entry_id,
            position=positions[-1],
            version=case.version,
            warnings=outcome.warnings,
            closed=outcome.closed,
        )
        _remember(connection, request, written)
        return written

    try:
        return service.ledger.appending_together(record)
    except VersionConflict as conflict:
        check_not_answered(service, request)
        raise refuse("STALE_VERSION", given=request.if_match, current="?") from conflict
    except DuplicateCase as duplicate:
        check_not_answered(service, request)
        raise _duplicate(unit, duplicate) from duplicate
    except IdempotencyConflict:
        check_not_answered(service, request)
        raise


def _duplicate(unit: Unit, duplicate: DuplicateCase) -> Refused:
    """``DUPLICATE``, naming the case that there is and the entry that opened it.

    Whoever transfers a graduate may meet a case of the other school, which is not theirs to know.
    """
    case_id = duplicate.case_id
    if not is_in_scope(unit.service, unit.request, case_id):
        return refuse("DUPLICATE", existing="—")
    known = unit.service.case(case_id)
    entry_id = known.events[0].entry_id if known else None
    return refuse("DUPLICATE", existing=case_id, case_id=case_id, entry_id=entry_id)


def _remember(connection: Connection, request: Request, written: Written) -> None:
    if request.idempotency is None:
        return
    remember(
        connection,
        actor=request.actor.actor_id,
        key=request.idempotency.key,
        fingerprint=request.idempotency.fingerprint,
        answer=Answer(CREATED, f'"{written.version}"', msgspec.json.encode(written).decode()),
    )
