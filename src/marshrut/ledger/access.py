"""Local access tokens: random 256-bit strings of which only the SHA-256 is stored (design 8)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, select, update

from marshrut.classifiers import classifier
from marshrut.ledger.schema_access import access_token
from marshrut.policy import RIGHTS, Actor, Role, scope_fits

PREFIX = "mrs_"
REGION_DIGITS = 2

# Made once: every request asks it.
_HOLDER = select(access_token).where(access_token.c.token_sha256 == bindparam("fingerprint"))


class TokenRefused(ValueError):  # noqa: N818
    """No token can be issued for that role and scope; the message is one line."""


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
    """Make a token and give it away for the only time.

    ``regions`` are two-digit codes of subjects of the Federation, ``functions`` those of a member
    of a working group (``working_group_functions``). Raises ``TokenRefused`` for
    an unknown role, or a scope other than the role's (domain 2).
    """
    _check_scope(role, organisation, regions)
    _check_functions(role, functions)
    if not actor.strip():
        raise TokenRefused("a token needs the id of its actor")
    token = PREFIX + secrets.token_urlsafe(32)
    row = {
        "token_sha256": _fingerprint(token),
        "actor": actor,
        "role": role,
        "organisation": organisation,
        "regions": ",".join(regions),
        "functions": ",".join(functions),
        "created_at": datetime.now(UTC),
        "expires_at": expires_at,
    }
    connection.execute(access_token.insert(), row)
    return token


def holder_of(connection: Connection, *, token: str, now: datetime) -> Actor | None:
    """Who holds the token, or ``None`` if it is unknown, expired or revoked at ``now``."""
    row = connection.execute(_HOLDER, {"fingerprint": _fingerprint(token)}).one_or_none()
    if row is None or any(
        end is not None and end <= now for end in (row.expires_at, row.revoked_at)
    ):
        return None
    return Actor(
        actor_id=row.actor,
        role=Role(row.role),
        organisation=row.organisation,
        regions=tuple(row.regions.split(",")) if row.regions else (),
        functions=tuple(row.functions.split(",")) if row.functions else (),
    )


def revoke_token(connection: Connection, *, token: str, at: datetime) -> bool:
    """End the token from ``at`` on; whether there was one not yet revoked."""
    stored = access_token.c
    revoked = connection.execute(
        update(access_token)
        .where(stored.token_sha256 == _fingerprint(token), stored.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return revoked.rowcount == 1


def _fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def _check_functions(role: str, functions: Sequence[str]) -> None:
    if functions and role != Role.WG_MEMBER:
        raise TokenRefused(f"only {Role.WG_MEMBER} has functions of a working group")
    known = classifier("working_group_functions").codes
    for function in functions:
        if function not in known:
            raise TokenRefused(f"unknown function {function!r}; they are {', '.join(known)}")


def _check_scope(role: str, organisation: str | None, regions: Sequence[str]) -> None:
    if role not in Role.__members__:
        raise TokenRefused(f"unknown role {role!r}; the roles are {', '.join(Role)}")
    for region in regions:
        if not (len(region) == REGION_DIGITS and region.isascii() and region.isdigit()):
            raise TokenRefused(f"a region is a two-digit code such as 67, not {region!r}")
    if not scope_fits(Role(role), organisation=organisation, regions=regions):
        raise TokenRefused(f"{role} takes {RIGHTS[Role(role)].reach.value}")
