"""The tokens that there are: who holds which, and their end. None of them can be read again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from marshrut.ledger.access import codes, fingerprint
from marshrut.ledger.schema_access import access_token

_COLUMNS = [column for column in access_token.c if column.name != "token_sha256"]


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a token but the token."""

    token_id: UUID
    actor: str
    role: str
    organisation: str | None
    regions: tuple[str, ...]
    functions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def open_at(self, now: datetime) -> bool:
        """Whether it opens anything at ``now``, as far as it is concerned."""
        return all(end is None or end > now for end in (self.expires_at, self.revoked_at))


def tokens(
    connection: Connection,
    *,
    now: datetime,
    actor: str | None = None,
    ended: bool = False,
    region: str | None = None,
    schools: Collection[str] = (),
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Token]:
    """The tokens by id, those that ``ended`` too where asked for.

    Of a ``region``: those for it alone, and for its ``schools``.
    """
    stored = access_token.c
    wanted: list[ColumnElement[bool]] = []
    if actor is not None:
        wanted.append(stored.actor == actor)
    if not ended:
        wanted.append(stored.revoked_at.is_(None) | (stored.revoked_at > now))
        wanted.append(stored.expires_at.is_(None) | (stored.expires_at > now))
    if region is not None:
        wanted.append(or_(stored.regions == region, stored.organisation.in_(sorted(schools))))
    if after is not None:
        wanted.append(stored.token_id > after)
    asked = select(*_COLUMNS).where(*wanted).order_by(stored.token_id).limit(limit)
    return [*map(_token, connection.execute(asked))]


def token_by_id(connection: Connection, token_id: UUID) -> Token | None:
    """The token of that id."""
    asked = select(*_COLUMNS).where(access_token.c.token_id == token_id)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _token(row)


def token_itself(connection: Connection, token: str) -> Token | None:
    """What is known of a token that somebody has in hand."""
    asked = select(*_COLUMNS).where(access_token.c.token_sha256 == fingerprint(token))
    row = connection.execute(asked).one_or_none()
    return None if row is None else _token(row)


def revoke(connection: Connection, token_id: UUID, *, at: datetime) -> bool:
    """End the token from ``at`` on; whether there was one not yet revoked."""
    stored = access_token.c
    revoked = connection.execute(
        update(access_token)
        .where(stored.token_id == token_id, stored.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return revoked.rowcount == 1


def revoke_token(connection: Connection, *, token: str, at: datetime) -> bool:
    """End a token that somebody has in hand; whether there was one not yet revoked."""
    known = token_itself(connection, token)
    return known is not None and revoke(connection, known.token_id, at=at)


def _token(row: Row[tuple[object, ...]]) -> Token:
    told = dict(row._mapping)  # noqa: SLF001 - the row's public name for it
    return Token(**{**told, "regions": codes(row.regions), "functions": codes(row.functions)})
