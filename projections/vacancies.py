"""Which vacancy each step of a route is about: the one that it names, or its chain (domain 6.2)."""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, select

from marshrut.asof import AsOf
from marshrut.cases.casework import Step
from projections.point import covers
from projections.tables import Slot


def vacancies(slot: Slot, point: AsOf, population: ColumnElement[bool]) -> CTE:
    """The vacancy by ``case_id`` and ``entry_id`` of a step, for the cases of the population.

    A step that names no vacancy is about that of the step which it follows.
    """
    state, step = slot.case_state, slot.case_span
    named = (
        select(step.c.case_id, step.c.entry_id, step.c.vacancy_id)
        .select_from(state.join(step, step.c.case_id == state.c.case_id))
        .where(population, covers(step, point), step.c.kind == Step.KIND)
        .where(step.c.vacancy_id.is_not(None))
        .cte("about", recursive=True)
    )
    follows = step.alias("follows")
    return named.union(
        select(follows.c.case_id, follows.c.entry_id, named.c.vacancy_id)
        .select_from(follows.join(named, follows.c.case_id == named.c.case_id))
        .where(covers(follows, point), follows.c.kind == Step.KIND)
        .where(follows.c.vacancy_id.is_(None), follows.c.parent_step_id == named.c.entry_id)
    )
