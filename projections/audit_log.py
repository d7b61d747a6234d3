"""Who did what across cases: events of the ledger by actor, time and school."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Select, select

from marshrut.asof import AsOf
from projections.population import Filters, Scope, condition
from projections.runner import Projections
from projections.tables import Slot


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of the trail; times in microseconds since 1970, half-open ``[since, until)``."""

    actor: str | None = None
    since: int | None = None
    until: int | None = None
    organisation: str | None = None


def audit_page(
    projections: Projections,
    *,
    known: int,
    today: date,
    question: Question,
    scope: Scope,
    after: int = 0,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """Events at positions in ``(after, known]`` on the cases of the scope, oldest first.

    A case is where its school is at the head, however early ``known`` is: who was its school
    by earlier knowledge reads no events of it any more (semantics S15).
    """
    head = projections.ledger.head().position
    slot = projections.at(head)
    table = slot.audit_event
    statement = select(table).where(table.c.position > after, table.c.position <= known)
    cases = _cases(slot, AsOf(today, head), question, scope)
    statement = statement.where(table.c.originator_id.in_(cases))
    if question.actor is not None:
        statement = statement.where(table.c.actor == question.actor)
    if question.since is not None:
        statement = statement.where(table.c.recorded_at >= question.since)
    if question.until is not None:
        statement = statement.where(table.c.recorded_at < question.until)
    with projections.reading() as connection:
        rows = connection.execute(statement.order_by(table.c.position).limit(limit))
        return [dict(row) for row in rows.mappings()]


def _cases(slot: Slot, point: AsOf, question: Question, scope: Scope) -> Select[Any]:
    filters = Filters(organisation=question.organisation, lifecycle="any")
    return select(slot.case_state.c.case_id).where(condition(slot, point, filters, scope))
