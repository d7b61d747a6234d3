"""Graduates at risk whom nobody has supported of late (domain 4.4, 5.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, not_, or_, select

from marshrut.cases.casework import Measure
from projections.point import known
from projections.work_lists.asking import OPEN_STATES, STEPS, Ask

DONE = "DONE"


def at_risk_without_support(ask: Ask) -> Select[Any]:
    """At risk on the date, and in the last days neither a measure nor a step; longest ago first.

    A measure supports if it counts and is addressed, on every day of its period; a step on every
    day on which it was open and in time, and on the day on which it was done. An open step without
    a due date supports on the day on which it came into its state: it may have been forgotten.
    """
    state, measure, step = ask.slot.case_state, ask.slot.case_fact, ask.slot.case_span
    last_on = (
        select(func.max(measure.c.effective_on))
        .where(measure.c.case_id == state.c.case_id, _addressed(measure, ask))
        .scalar_subquery()
        .label("last_on")
    )
    ends_on = func.coalesce(measure.c.period_end, measure.c.effective_on)
    measured = exists().where(
        measure.c.case_id == state.c.case_id, _addressed(measure, ask), ends_on >= ask.first
    )
    walked = exists().where(step.c.case_id == state.c.case_id, _under_way(step, ask))
    asked = ask.cases(state.c.status.label("status_code"), last_on).where(state.c.at_risk_strict)
    return asked.where(not_(measured), not_(walked)).order_by(last_on.nulls_first())


def _addressed(measure: Table, ask: Ask) -> ColumnElement[bool]:
    return and_(
        known(measure, ask.point),
        measure.c.kind == Measure.KIND,
        measure.c.counted,
        measure.c.addressed,
        measure.c.effective_on <= ask.today,
    )


def _under_way(step: Table, ask: Ask) -> ColumnElement[bool]:
    c = step.c
    cared_for = or_(c.due_on.is_not(None), c.valid_from >= ask.first)
    lasted = or_(c.valid_to.is_(None), c.valid_to > ask.first)
    was_open = and_(c.state.in_(OPEN_STATES), lasted, cared_for)
    was_done = and_(c.state == DONE, c.valid_from >= ask.first)
    begun = c.valid_from <= ask.today
    return and_(known(step, ask.point), c.kind == STEPS, begun, or_(was_open, was_done))
