"""Who is kept out, whatever token they hold: also one that an issuer elsewhere gave them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from marshrut.ledger.schema_management import access_denial

# Made once: every request with a token from elsewhere asks it.
_DENIAL = select(access_denial.c.blocked, access_denial.c.issued_before).where(
    access_denial.c.actor == bindparam("who")
)


class Denial(NamedTuple):
    """What is held against an actor's tokens; nothing, as a rule."""

    blocked: bool = False
    issued_before: datetime | None = None


def denial_of(connection: Connection, actor: str) -> Denial:
    """What is held against the actor's tokens."""
    row = connection.execute(_DENIAL, {"who": actor}).one_or_none()
    return Denial() if row is None else Denial(row.blocked, row.issued_before)


def block(connection: Connection, actor: str, *, blocked: bool) -> bool:
    """Keep the actor out, or let them in again; whether it was otherwise before."""
    known = denial_of(connection, actor)
    _keep(connection, actor, known._replace(blocked=blocked))
    return known.blocked != blocked


def disbelieve(connection: Connection, actor: str, *, issued_before: datetime) -> None:
    """Believe no token that an issuer elsewhere gave the actor before that moment."""
    known = denial_of(connection, actor)
    _keep(connection, actor, known._replace(issued_before=issued_before))


def blocked_actors(connection: Connection) -> list[str]:
    """Who is kept out."""
    asked = select(access_denial.c.actor).where(access_denial.c.blocked)
    return [*connection.scalars(asked.order_by(access_denial.c.actor))]


def _keep(connection: Connection, actor: str, denial: Denial) -> None:
    stored = update(access_denial).where(access_denial.c.actor == actor)
    if not connection.execute(stored.values(**denial._asdict())).rowcount:
        connection.execute(insert(access_denial).values(actor=actor, **denial._asdict()))
