"""Who is in which group for individual work, and for which causes, at a point (F026, F027).

A case may be in several groups and have several causes: the rows overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from marshrut.asof import AsOf
from marshrut.cases.casework import RiskCause
from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.cases.risk_groups import AT_RISK, BY_CATEGORY, BY_STATUS
from marshrut.classifiers import classifier
from projections.case_list import CaseRow, case_page
from projections.point import covers
from projections.population import Filters, Scope, condition
from projections.runner import Projections
from projections.tables import Slot

LIFECYCLES = frozenset({FINAL_YEAR, *IN_COHORT})
"""Undecided students are a group too (S002-2.6)."""


class CauseCount(msgspec.Struct, frozen=True):
    """Cases with a cause that holds on the date; ``subject`` says of what it is the cause."""

    code: str
    subject: str
    cases: int


class GroupCount(msgspec.Struct, frozen=True):
    """Cases in a group, and of those with which causes."""

    code: str
    cases: int
    causes: list[CauseCount]


def risk_figures(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> tuple[list[GroupCount], list[CauseCount]]:
    """The groups in the order of their classifier, and the causes of all cases together."""
    slot = projections.at(point.known)
    who = condition(slot, point, filters, scope, lifecycles=LIFECYCLES)
    with projections.reading() as connection:
        groups = []
        for code in classifier("risk_groups").codes:
            among = and_(who, in_group(slot, code))
            cases = connection.scalar(_counted(slot, among)) or 0
            causes = connection.execute(_causes(slot, point, among)).all() if cases else ()
            groups.append(GroupCount(code, cases, list(_told(causes))))
        overall = list(_told(connection.execute(_causes(slot, point, who)).all()))
    return groups, overall


def risk_page(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    group: str | None,
    cause: str | None,
    subject: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[CaseRow]:
    """The cases of a group and with a cause, of a subject, each where it is given, by number."""
    slot = projections.at(point.known)
    state, span = slot.case_state, slot.case_span
    among: Select[UUID] = select(state.c.case_id).where(covers(state, point))
    if group is not None:
        among = among.where(in_group(slot, group))
    named = {span.c.code: cause, span.c.state: subject}
    held = [column == code for column, code in named.items() if code is not None]
    if held:
        because = select(span.c.case_id).where(_holds(slot, point), *held)
        among = among.where(state.c.case_id.in_(because))
    return case_page(
        projections,
        point,
        filters=filters,
        scope=scope,
        after=after,
        limit=limit,
        among=among,
        lifecycles=LIFECYCLES,
    )


def in_group(slot: Slot, code: str) -> ColumnElement[bool]:
    """The rows of ``case_state`` that are in the group."""
    state = slot.case_state
    if code == AT_RISK:
        return state.c.at_risk_strict
    column = state.c.categories if code in BY_CATEGORY else state.c.open
    held = (BY_CATEGORY | BY_STATUS)[code]
    return or_(*(column.contains(f"|{one}|", autoescape=True) for one in sorted(held)))


def _counted(slot: Slot, among: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(slot.case_state).where(among)


def _holds(slot: Slot, point: AsOf) -> ColumnElement[bool]:
    span = slot.case_span
    return and_(covers(span, point), span.c.kind == RiskCause.KIND)


def _causes(slot: Slot, point: AsOf, among: ColumnElement[bool]) -> Select[Any]:
    state, span = slot.case_state, slot.case_span
    return (
        select(span.c.code, span.c.state, func.count(span.c.case_id.distinct()).label("cases"))
        .select_from(state.join(span, span.c.case_id == state.c.case_id))
        .where(among, _holds(slot, point))
        .group_by(span.c.code, span.c.state)
    )


def _told(rows: Iterable[Any]) -> Iterator[CauseCount]:
    """The commonest cause first."""
    for row in sorted(rows, key=lambda row: (-row.cases, row.code, row.state)):
        yield CauseCount(row.code, row.state, row.cases)
