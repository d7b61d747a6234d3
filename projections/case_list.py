"""Lists of cases at a point, page by page, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from heapq import nsmallest
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import IN_COHORT
from projections.point import covers
from projections.population import Filters, Scope, condition
from projections.runner import Projections

LONGEST_PAGE = 1_000


class CaseRow(msgspec.Struct, frozen=True):
    """A case in a list, without its person."""

    case_id: UUID
    number: int
    lifecycle: str
    organisation: str
    programme_code: str
    graduation_year: int
    study_form: str
    status: str
    status_group: str
    since: Any
    categories: tuple[str, ...]
    at_risk_strict: bool
    at_risk_form: bool


COLUMNS = CaseRow.__struct_fields__


def case_page(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    after: int = 0,
    limit: int | None = None,
    among: Select[UUID] | Collection[UUID] | None = None,
    lifecycles: Iterable[str] = IN_COHORT,
) -> list[CaseRow]:
    """The cases of the question with numbers above ``after``, the first ``limit`` of them.

    ``among`` narrows them to some, or to those of a question (what a search by name finds).
    """
    slot = projections.at(point.known)
    table = slot.case_state
    statement = (
        select(*(table.c[name] for name in COLUMNS))
        .where(condition(slot, point, filters, scope, lifecycles=lifecycles))
        .where(table.c.number > after)
        .order_by(table.c.number)
        .limit(limit)
    )
    if among is not None:
        statement = statement.where(table.c.case_id.in_(among))
    return _rows(projections, statement)


def numbered_page(
    projections: Projections,
    point: AsOf,
    *,
    numbers: Iterable[int],
    after: int = 0,
    limit: int,
) -> list[CaseRow]:
    """Of the cases that have these numbers those above ``after``, the first ``limit`` of them.

    Figures over frames know cases by number; that they are in scope is the figure's affair.
    """
    chosen = nsmallest(limit, (number for number in numbers if number > after))
    table = projections.at(point.known).case_state
    statement = (
        select(*(table.c[name] for name in COLUMNS))
        .where(covers(table, point), table.c.number.in_(chosen))
        .order_by(table.c.number)
    )
    return _rows(projections, statement)


def _rows(projections: Projections, statement: Select[Any]) -> list[CaseRow]:
    with projections.reading() as connection:
        rows = connection.execute(statement).mappings().all()
    return [
        CaseRow(**{**row, "categories": tuple(filter(None, row["categories"].split("|")))})
        for row in rows
    ]
