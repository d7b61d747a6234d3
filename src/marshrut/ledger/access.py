"""Local access tokens: random 256-bit strings of which only the SHA-256 is stored (design 8)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, select

from marshrut.classifiers import classifier
from marshrut.ledger.schema_access import access_token
from marshrut.ledger.schema_management import access_denial
from marshrut.policy import RIGHTS, Actor, Role, scope_fits

PREFIX = "mrs_"
REGION_DIGITS = 2
ELSEWHERE = "oidc:"
"""How the ids of actors begin whom an issuer elsewhere vouches for."""

RESERVED = (ELSEWHERE, "cli:")
"""What no holder of a token of ours may be called: they would be taken for somebody else."""

# Made once: every request asks it.
_HOLDER = (
    select(access_token, access_denial.c.blocked)
    .outerjoin(access_denial, access_denial.c.actor == access_token.c.actor)
    .where(access_token.c.token_sha256 == bindparam("fingerprint"))
)


class TokenRefused(ValueError):  # noqa: N818
    """No token can be issued for that role and scope; the message is one line."""


class Issued(NamedTuple):
    """A token, for the only time, and the id by which it is spoken of."""

    token: str
    token_id: UUID


class Held(NamedTuple):
    """What a good token says: who holds it, until when, and whether they are kept out."""

    actor: Actor
    token_id: UUID | None
    expires_at: datetime | None
    blocked: bool = False


def issue_token(
    connection: Connection,
    *,
    actor: str,
    role: str,
    organisation: str | None = None,
    regions: Sequence[str] = (),
    functions: Sequence[str] = (),
    expires_at: datetime | None = None,
) -> str:
    """Make a token and give it away for the only time, as ``issue`` does."""
    return issue(
        connection,
        actor=actor,
        role=role,
        organisation=organisation,
        regions=regions,
        functions=functions,
        expires_at=expires_at,
        now=datetime.now(UTC),
    ).token


def issue(
    connection: Connection,
    *,
    actor: str,
    role: str,
    organisation: str | None,
    regions: Sequence[str],
    functions: Sequence[str],
    expires_at: datetime | None,
    now: datetime,
) -> Issued:
    """Make a token, which only its holder will know.

    ``regions`` are two-digit codes of subjects of the Federation, ``functions`` those of a member
    of a working group (``working_group_functions``). Raises ``TokenRefused`` for
    an unknown role, or a scope other than the role's (domain 2).
    """
    check_scope(role, organisation, regions)
    check_functions(role, functions)
    if not actor.strip():
        raise TokenRefused("a token needs the id of its actor")
    if actor.startswith(RESERVED):
        raise TokenRefused(f"the id of an actor does not begin with {' or '.join(RESERVED)}")
    made = Issued(PREFIX + secrets.token_urlsafe(32), uuid4())
    row = {
        "token_sha256": fingerprint(made.token),
        "token_id": made.token_id,
        "actor": actor,
        "role": role,
        "organisation": organisation,
        "regions": ",".join(regions),
        "functions": ",".join(functions),
        "created_at": now,
        "expires_at": expires_at,
    }
    connection.execute(access_token.insert(), row)
    return made


def holder_of(connection: Connection, *, token: str, now: datetime) -> Actor | None:
    """Who holds the token, or ``None`` if it opens nothing at ``now``."""
    held = held_by(connection, token=token, now=now)
    return None if held is None or held.blocked else held.actor


def held_by(connection: Connection, *, token: str, now: datetime) -> Held | None:
    """What the token says, or ``None`` if it is unknown, expired or revoked at ``now``."""
    row = connection.execute(_HOLDER, {"fingerprint": fingerprint(token)}).one_or_none()
    if row is None or any(
        end is not None and end <= now for end in (row.expires_at, row.revoked_at)
    ):
        return None
    actor = Actor(
        actor_id=row.actor,
        role=Role(row.role),
        organisation=row.organisation,
        regions=codes(row.regions),
        functions=codes(row.functions),
    )
    return Held(actor, row.token_id, row.expires_at, bool(row.blocked))


def codes(text: str) -> tuple[str, ...]:
    """The codes that a column holds, parted by commas."""
    return tuple(text.split(",")) if text else ()


def fingerprint(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def check_functions(role: str, functions: Sequence[str]) -> None:
    """Raise ``TokenRefused`` for functions that the role has not, or that there are not."""
    if functions and role != Role.WG_MEMBER:
        raise TokenRefused(f"only {Role.WG_MEMBER} has functions of a working group")
    known = classifier("working_group_functions").codes
    for function in functions:
        if function not in known:
            raise TokenRefused(f"unknown function {function!r}; they are {', '.join(known)}")


def check_scope(role: str, organisation: str | None, regions: Sequence[str]) -> None:
    """Raise ``TokenRefused`` for an unknown role, or bounds other than the role's."""
    if role not in Role.__members__:
        raise TokenRefused(f"unknown role {role!r}; the roles are {', '.join(Role)}")
    for region in regions:
        if not (len(region) == REGION_DIGITS and region.isascii() and region.isdigit()):
            raise TokenRefused(f"a region is a two-digit code such as 67, not {region!r}")
    if not scope_fits(Role(role), organisation=organisation, regions=regions):
        raise TokenRefused(f"{role} takes {RIGHTS[Role(role)].reach.value}")
