"""Steps of routing that fall due, and those that are overdue (F035)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from marshrut.cases.routes import EXPIRED
from projections.point import covers
from projections.work_lists.asking import OPEN_STATES, STEPS, Ask


def due_steps(ask: Ask) -> Select[Any]:
    """Open steps whose last day in time is one of the next days, the soonest first."""
    span = ask.slot.case_span
    soon = span.c.due_on.between(ask.today, ask.last)
    return _steps(ask).where(span.c.state.in_(OPEN_STATES), soon)


def overdue_steps(ask: Ask) -> Select[Any]:
    """Steps still open after their due date, the most overdue first (semantics S9)."""
    return _steps(ask).where(ask.slot.case_span.c.state == EXPIRED)


def _steps(ask: Ask) -> Select[Any]:
    span = ask.slot.case_span
    facts = (span.c.entry_id, span.c.code.label("step_code"), span.c.due_on)
    asked = ask.each(span, *facts).where(covers(span, ask.point), span.c.kind == STEPS)
    return asked.order_by(span.c.due_on)
