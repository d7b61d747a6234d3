"""The funnel of routing: from the vacancy offered to the graduate who stayed (domain 6.2, F035).

A step stands at a stage if its last recorded move by the point has a state and an outcome of the
stage (``funnel_stages``), and the day of that move lies in the period. Figures count cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import MERGED
from marshrut.classifiers import classifier
from projections.case_list import CaseRow, case_page
from projections.population import NONE, Filters, Scope, condition
from projections.runner import Projections
from projections.stages import at_stage, last_moves
from projections.tables import Slot
from projections.vacancies import vacancies

DIMENSIONS = ("organisation", "programme_code", "vacancy_id")
PREVIOUS, FIRST = "previous", "first"
OTHERS = (PREVIOUS, FIRST)
"""The stages in whose cases those of a stage are counted."""

LIFECYCLES = tuple(code for code in classifier("lifecycles").codes if code != MERGED)
"""A merged case is told by the one that it was merged into."""


class Asked(NamedTuple):
    """Which cases the funnel is of, in which days (both inclusive), and about which vacancy.

    ``NONE`` asks for steps that are about no vacancy.
    """

    first: date
    last: date
    filters: Filters
    scope: Scope
    vacancy_id: UUID | str | None = None


class Stage(msgspec.Struct, frozen=True):
    """Cases at a stage, and how many of them are at the stage before, and at the first one."""

    code: str
    cases: int
    of_previous: int
    of_first: int


class FunnelRow(msgspec.Struct, frozen=True):
    """The funnel of one value of the dimension; ``key`` is null for what has none."""

    key: Any
    stages: list[Stage]


def funnel(
    projections: Projections, point: AsOf, *, asked: Asked, by: str | None = None
) -> list[FunnelRow]:
    """The stages, in their order, for each value of ``by``, one of ``DIMENSIONS``."""
    slot = projections.at(point.known)
    with projections.reading() as connection:
        rows = connection.execute(_totals(slot, point, asked, by or "")).all()
    found = [FunnelRow(row.key if by else None, list(_stages(row))) for row in rows]
    return sorted(found, key=lambda row: (row.key is None, str(row.key)))


def funnel_page(
    projections: Projections,
    point: AsOf,
    *,
    asked: Asked,
    stage: str,
    also_at: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[CaseRow]:
    """The cases at a stage with numbers above ``after``, the first ``limit`` of them.

    ``also_at``, one of ``OTHERS``: only those of them that are at that stage too.
    """
    slot = projections.at(point.known)
    move, moves = slot.case_fact, _moves(slot, point, asked)
    there = moves.where(at_stage(move, stage))
    if also_at is not None:
        other = moves.where(at_stage(move, _other(stage, also_at)))
        there = there.where(move.c.case_id.in_(other))
    return case_page(
        projections,
        point,
        filters=asked.filters,
        scope=asked.scope,
        after=after,
        limit=limit,
        among=there.with_only_columns(move.c.case_id),
        lifecycles=LIFECYCLES,
    )


def routed(slot: Slot, point: AsOf, asked: Asked) -> ColumnElement[bool]:
    """The cases of the question, in any lifecycle but that of a merged case."""
    among = condition(slot, point, asked.filters, asked.scope, lifecycles=LIFECYCLES)
    return and_(among, slot.case_state.c.lifecycle.in_(LIFECYCLES))


def percent(part: int, whole: int) -> float | None:
    """The share in per cent, to one decimal; ``None`` of nothing."""
    if not whole:
        return None
    return float((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _other(stage: str, also_at: str) -> str:
    """The first stage, or the one before this; before the first there is itself."""
    codes = classifier("funnel_stages").codes
    return codes[0] if also_at == FIRST else codes[max(codes.index(stage) - 1, 0)]


def _moves(slot: Slot, point: AsOf, asked: Asked, by: str = "") -> Select[Any]:
    """The last moves of the steps in question; their ``key`` is the value of the dimension."""
    move, state = slot.case_fact, slot.case_state
    who = routed(slot, point, asked)
    source = state.join(move, move.c.case_id == state.c.case_id)
    where = [who, last_moves(move, point), move.c.effective_on.between(asked.first, asked.last)]
    key: list[ColumnElement[Any]] = []
    if by in {"organisation", "programme_code"}:
        key = [state.c[by].label("key")]
    if by == "vacancy_id" or asked.vacancy_id is not None:
        about = vacancies(slot, point, who)
        same = and_(about.c.case_id == move.c.case_id, about.c.entry_id == move.c.step_id)
        source = source.outerjoin(about, same)
        if asked.vacancy_id is not None:
            sought = None if asked.vacancy_id == NONE else asked.vacancy_id
            where.append(about.c.vacancy_id.is_not_distinct_from(sought))
        if by == "vacancy_id":
            key = [about.c.vacancy_id.label("key")]
    return select(move.c.case_id, *key).select_from(source).where(*where)


def _totals(slot: Slot, point: AsOf, asked: Asked, by: str) -> Select[Any]:
    """For each key and stage: the cases, those of them at the stage before and at the first."""
    move, codes = slot.case_fact, classifier("funnel_stages").codes
    reached = [
        func.max(case((at_stage(move, code), 1), else_=0)).label(f"at_{i}")
        for i, code in enumerate(codes)
    ]
    moves = _moves(slot, point, asked, by)
    key = list(moves.selected_columns)[1:]
    cases = moves.add_columns(*reached).group_by(move.c.case_id, *key).subquery()
    at = [cases.c[f"at_{i}"] for i in range(len(codes))]
    keys = [cases.c.key] if by else []
    sums = [
        func.coalesce(func.sum(column), 0).label(f"{name}_{i}")
        for i in range(len(codes))
        for name, column in (
            ("cases", at[i]),
            ("previous", at[i] * at[max(i - 1, 0)]),
            ("first", at[i] * at[0]),
        )
    ]
    return select(*keys, *sums).group_by(*keys)


def _stages(row: Row[Any]) -> Iterator[Stage]:
    told = row._mapping  # noqa: SLF001 - its public name, with an underscore for columns' sake
    for i, code in enumerate(classifier("funnel_stages").codes):
        yield Stage(code, told[f"cases_{i}"], told[f"previous_{i}"], told[f"first_{i}"])
