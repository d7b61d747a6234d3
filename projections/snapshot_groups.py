"""The groups of a snapshot, counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, func, select

from marshrut.asof import AsOf
from marshrut.refusals import refuse
from projections.listed import Listed, listed_at
from projections.population import (
    PREVIOUS_YEARS,
    WITHOUT_CENTRE,
    Filters,
    Scope,
    condition,
    schools_without_centre,
)
from projections.runner import Projections

COUNTED = ("status", "at_risk_strict", "at_risk_form")
"""What the cells of a snapshot tell apart, whatever they are by."""

MOST_ROWS, MOST_GROUPS = 20_000, 200_000
"""More is no table for anybody, and would fill the memory: rows, and groups within them."""

Group = Mapping[str, Any]
"""How many cases, ``n``, are alike in all that a cell may ask for."""


def groups_by_sql(
    projections: Projections,
    point: AsOf,
    *,
    filters: Filters,
    scope: Scope,
    by: Sequence[str],
) -> tuple[int, Iterator[Group]]:
    """Cases in all, and the groups by ``by``: few, whatever the number of cases.

    Raises ``Refused`` (``TOO_MANY_ROWS``).
    """
    slot = projections.at(point.known)
    names = {*COUNTED, *by} - {"category"}
    if "category" in by:
        names |= {"categories", "organisation", "programme_code", "graduation_year"}
    columns = [slot.case_state.c[name] for name in sorted(names)]
    where = condition(slot, point, filters, scope)
    statement = select(*columns, func.count().label("n")).where(where).group_by(*columns)
    with projections.reading() as connection:
        rows = connection.execute(statement.limit(MOST_GROUPS + 1)).mappings().all()
        check_groups(len(rows))
        without_centre = set(connection.scalars(schools_without_centre(slot, point)))
    total = sum(row["n"] for row in rows)
    if "category" not in by:
        return total, map(dict, rows)
    listed = listed_at(projections, slot, point)
    return total, _by_category(rows, point, without_centre, listed)


def check_groups(groups: int, rows: int = 0) -> None:
    """Raise ``Refused`` (``TOO_MANY_ROWS``) for a question that has too many."""
    if groups > MOST_GROUPS or rows > MOST_ROWS:
        raise refuse("TOO_MANY_ROWS", field="by", limit=MOST_ROWS)


def _by_category(
    rows: Sequence[RowMapping], point: AsOf, without_centre: Collection[str], listed: Listed
) -> Iterator[Group]:
    for row in rows:
        codes = {code for code in row["categories"].split("|") if code}
        if row["organisation"] in without_centre:
            codes.add(WITHOUT_CENTRE)
        codes |= {
            code
            for code, schools in listed.items()
            if row["programme_code"] in schools.get(row["organisation"], ())
        }
        if row["graduation_year"] < point.as_of.year:
            codes.add(PREVIOUS_YEARS)
        yield from ({**row, "category": code} for code in sorted(codes))
