"""What was done to access: kept in the transaction of what it tells, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, insert, select

from marshrut.ledger.access import codes
from marshrut.ledger.schema_management import access_event


class Deed(StrEnum):
    """What can be done to access; the labels are in the classifier ``access_deeds``."""

    TOKEN_ISSUED = "TOKEN_ISSUED"  # noqa: S105 - a name, no secret
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105
    ACTOR_SIGNED_OUT = "ACTOR_SIGNED_OUT"
    ACTOR_BLOCKED = "ACTOR_BLOCKED"
    ACTOR_UNBLOCKED = "ACTOR_UNBLOCKED"
    REFUSED = "REFUSED"


class AccessEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done, or that somebody tried to do.

    ``within`` is the one region that it concerns; none: several, or the whole country.
    """

    at: datetime
    kind: Deed
    by_actor: str
    by_role: str
    channel: str
    correlation_id: str
    actor: str | None = None
    token_id: UUID | None = None
    role: str | None = None
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    within: str | None = None
    expires_at: datetime | None = None
    reason: str | None = None
    refusal: str | None = None
    number: int = 0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which events are asked for; of ``regions``, those that concern one of them alone."""

    regions: tuple[str, ...] = ()
    actor: str | None = None
    by_actor: str | None = None
    kind: str | None = None
    after: int = 0
    limit: int = 100


def record(connection: Connection, event: AccessEvent) -> None:
    """Keep the event; the database gives its number."""
    row = msgspec.structs.asdict(event)
    del row["number"]
    row |= {"regions": ",".join(event.regions), "functions": ",".join(event.functions)}
    connection.execute(insert(access_event).values(row))


def events(connection: Connection, asked: Asked) -> Sequence[AccessEvent]:
    """The events that are asked for, oldest first."""
    kept = access_event.c
    wanted: list[ColumnElement[bool]] = [kept.number > asked.after]
    if asked.regions:
        wanted.append(kept.within.in_(asked.regions))
    for column, value in (
        (kept.actor, asked.actor),
        (kept.by_actor, asked.by_actor),
        (kept.kind, asked.kind),
    ):
        if value is not None:
            wanted.append(column == value)
    statement = select(access_event).where(*wanted).order_by(kept.number).limit(asked.limit)
    rows = connection.execute(statement).mappings()
    return [
        AccessEvent(
            **{
                **row,
                "kind": Deed(row["kind"]),
                "regions": codes(row["regions"]),
                "functions": codes(row["functions"]),
            }
        )
        for row in rows
    ]
