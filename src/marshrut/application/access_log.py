"""Who has looked at whom: written before anything personal leaves, and never changed (design 7).

Purposes and reasons may themselves name the person: each is sealed under the key of the case, and
goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from marshrut.application.service import Service
from marshrut.ledger.schema_access_log import access_log
from marshrut.ledger.sealing import seal, unseal
from marshrut.policy import Actor

READ, EMERGENCY_ACCESS = "READ", "EMERGENCY_ACCESS"
WHY = "why"


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks, in which request: by its route without values, and for which purpose."""

    actor: Actor
    route: str
    correlation_id: str
    purpose: str | None = None


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was shown of a case; ``emergency`` is the access by which alone it was."""

    case_id: UUID
    person: bool = True
    notes: bool = False
    emergency: int | None = None


class Emergency(msgspec.Struct, frozen=True, kw_only=True):
    """An emergency access that was taken."""

    number: int
    case_id: UUID
    until: datetime


def record_looks(service: Service, looking: Looking, looks: Collection[Look]) -> None:
    """Write them all, or raise: then nothing may be shown."""
    if not looks:
        return
    common = _common(service, looking)
    why = _sealed(service, [look.case_id for look in looks], looking.purpose)
    rows = [
        {
            **common,
            **msgspec.structs.asdict(look),
            "kind": READ,
            "sealed_why": why.get(look.case_id),
            "until": None,
        }
        for look in looks
    ]
    with service.ledger.beside() as connection:
        connection.execute(access_log.insert(), rows)


def record_emergency(
    service: Service,
    connection: Connection,
    looking: Looking,
    case_id: UUID,
    *,
    reason: str,
    minutes: int,
) -> Emergency:
    """Write that an emergency access begins now, on a writer's connection."""
    common = _common(service, looking)
    until = common["at"] + timedelta(minutes=minutes)
    row = {
        **common,
        "kind": EMERGENCY_ACCESS,
        "case_id": case_id,
        "person": False,
        "notes": False,
        "sealed_why": _sealed(service, [case_id], reason)[case_id],
        "until": until,
    }
    made = connection.execute(access_log.insert().returning(access_log.c.number), row)
    return Emergency(number=made.scalar_one(), case_id=case_id, until=until)


def open_emergencies(service: Service, actor: Actor) -> dict[UUID, int]:
    """The cases that the actor has an emergency access to now, by the service's clock."""
    stored = access_log.c
    wanted = select(stored.case_id, stored.number).where(
        stored.actor == actor.actor_id,
        stored.role == actor.role,
        stored.kind == EMERGENCY_ACCESS,
        stored.until > service.now(),
    )
    with service.reading.connect() as connection:
        return {row.case_id: row.number for row in connection.execute(wanted)}


def purposes(
    service: Service, rows: Collection[Any], *, seen: Callable[[UUID], None]
) -> dict[int, str | None]:
    """Why, by the number of the row; ``None`` where that went with the person.

    ``seen`` is told of every case of which something was opened.
    """
    keys = service.keys.get_many({row.case_id for row in rows})
    opened: dict[int, str | None] = {}
    for row in rows:
        key, sealed = keys.get(row.case_id), row.sealed_why
        if key and sealed:
            seen(row.case_id)
            opened[row.number] = unseal(sealed, key=key, case_id=row.case_id)[WHY]
        elif sealed is not None:
            opened[row.number] = None
    return opened


def _common(service: Service, looking: Looking) -> dict[str, Any]:
    actor = looking.actor
    return {
        "at": service.now(),
        "actor": actor.actor_id,
        "role": actor.role,
        "organisation": actor.organisation,
        "regions": ",".join(actor.regions),
        "route": looking.route,
        "correlation_id": looking.correlation_id,
    }


def _sealed(service: Service, case_ids: Collection[UUID], why: str | None) -> dict[UUID, bytes]:
    """The text for each case; nothing of it, but that there was one, for whom was just erased."""
    if why is None:
        return {}
    keys = service.keys.get_many(case_ids)
    return {
        case_id: seal({WHY: why}, key=keys[case_id], case_id=case_id) if case_id in keys else b""
        for case_id in case_ids
    }
