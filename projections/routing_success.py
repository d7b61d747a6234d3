"""Who came to work by routing: S002-G5.1 «трудоустроенных в рамках маршрутизации» (domain 6.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from marshrut.asof import AsOf
from marshrut.cases.casework import Step
from projections.case_list import CaseRow, case_page
from projections.funnel import LIFECYCLES, Asked, routed
from projections.point import covers, known
from projections.runner import Projections
from projections.tables import Slot

EMPLOYED = "EMPLOYED"
ROUTING = "ROUTING"
LED_TO_WORK = {
    "HIRING_OUTCOME": ("HIRED_IN_SPECIALTY", "HIRED_OTHER"),
    "REFERRAL": ("HIRED",),
}
"""Outcomes of steps that, linked to an episode of work, tell that routing led there."""


def routing_success(
    projections: Projections, point: AsOf, *, asked: Asked, by: str | None = None
) -> dict[Any, int]:
    """Cases with work that began in the period and came of routing, by a column of the case.

    The work says so itself (``via=ROUTING``), or a step of hiring is linked to it.
    """
    slot = projections.at(point.known)
    state, work = slot.case_state, slot.case_episode
    key = state.c[by] if by else None
    keys = [] if key is None else [key]
    counted = (
        select(*keys, func.count(state.c.case_id.distinct()))
        .select_from(state.join(work, work.c.case_id == state.c.case_id))
        .where(routed(slot, point, asked), _came_of_routing(slot, point, asked))
        .group_by(*keys)
    )
    with projections.reading() as connection:
        return {row[0] if by else None: row[-1] for row in connection.execute(counted)}


def success_page(
    projections: Projections,
    point: AsOf,
    *,
    asked: Asked,
    after: int = 0,
    limit: int | None = None,
) -> list[CaseRow]:
    """The cases behind the figure with numbers above ``after``, the first ``limit`` of them."""
    slot = projections.at(point.known)
    there = select(slot.case_episode.c.case_id).where(_came_of_routing(slot, point, asked))
    return case_page(
        projections,
        point,
        filters=asked.filters,
        scope=asked.scope,
        after=after,
        limit=limit,
        among=there,
        lifecycles=LIFECYCLES,
    )


def _came_of_routing(slot: Slot, point: AsOf, asked: Asked) -> ColumnElement[bool]:
    """The episodes of work that began in the period, by the point, and came of routing."""
    work = slot.case_episode
    return and_(
        known(work, point),
        work.c.status_group == EMPLOYED,
        work.c.valid_from.between(asked.first, min(asked.last, point.as_of)),
        or_(work.c.via == ROUTING, _led(slot, point)),
    )


def _led(slot: Slot, point: AsOf) -> ColumnElement[bool]:
    work, step = slot.case_episode, slot.case_span
    hired = or_(
        *(
            and_(step.c.code == code, step.c.outcome.in_(outcomes))
            for code, outcomes in LED_TO_WORK.items()
        )
    )
    return exists().where(
        step.c.case_id == work.c.case_id,
        step.c.status_entry_id == work.c.entry_id,
        covers(step, point),
        step.c.kind == Step.KIND,
        hired,
    )
