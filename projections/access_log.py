"""Who has looked at whom, newest first, on the cases that are in a reader's scope by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, select

from marshrut.application.access_log import EMERGENCY_ACCESS
from marshrut.asof import AsOf
from marshrut.ledger.schema_access_log import access_log
from projections.population import Scope
from projections.present import cases_in_scope
from projections.runner import Projections


class AccessAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; times half-open. ``stated``: only those with, or without, a purpose.

    ``open_at`` asks for emergency accesses that last beyond that moment.
    """

    actor: str | None = None
    case_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    stated: bool | None = None
    kind: str | None = None
    open_at: datetime | None = None


def access_page(
    projections: Projections,
    asked: AccessAsked,
    *,
    scope: Scope,
    today: date,
    before: int | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """The newest entries whose numbers are below ``before``, of the scope's cases alone.

    Who oversees access may see no case: row-level security would show them nothing to oversee.
    """
    head = AsOf(today, projections.ledger.head().position)
    slot = projections.at(head.known)
    statement = select(access_log).where(*_conditions(asked))
    if before is not None:
        statement = statement.where(access_log.c.number < before)
    if scope != Scope():
        ours = cases_in_scope(slot, head, scope=scope)
        statement = statement.where(access_log.c.case_id.in_(ours))
    with projections.beyond() as connection:
        ordered = statement.order_by(access_log.c.number.desc()).limit(limit)
        return connection.execute(ordered).all()


def _conditions(asked: AccessAsked) -> Iterator[ColumnElement[bool]]:
    stored = access_log.c
    for name in ("actor", "case_id", "kind"):
        value = getattr(asked, name)
        if value is not None:
            yield stored[name] == value
    if asked.since is not None:
        yield stored.at >= asked.since
    if asked.until is not None:
        yield stored.at < asked.until
    if asked.stated is not None:
        yield stored.sealed_why.is_not(None) if asked.stated else stored.sealed_why.is_(None)
    if asked.open_at is not None:
        yield stored.kind == EMERGENCY_ACCESS
        yield stored.until > asked.open_at
