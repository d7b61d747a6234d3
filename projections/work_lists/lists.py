"""The work lists by code: their rows, page by page, and how many each has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.case_list import COLUMNS, CaseRow
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.work_lists.asking import Wanted
from projections.work_lists.cadences import interval, next_cutoff
from projections.work_lists.framed.lists import counts_by_image, keys_by_image
from projections.work_lists.questions import counts_by_sql, page_by_sql, rows_by_sql

LONGEST_DAYS = 366


class WorkRow(msgspec.Struct, frozen=True):
    """Something to be done: the case, and the facts that say what.

    ``facts["days"]`` are the days from the date of the question to that of the fact, or back.
    ``otherwise``: the day has passed, or is not known, where the list expects one; or somebody has
    decided already.
    """

    case: CaseRow
    facts: dict[str, Any]
    otherwise: bool


def work_list_page(
    projections: Projections,
    point: AsOf,
    *,
    code: str,
    filters: Filters,
    scope: Scope,
    days: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[WorkRow]:
    """The rows of a list behind the first ``after``, the most urgent first, at most ``limit``.

    Where an image is at hand, it tells which rows they are, and the database what they say; of
    a whole list it would have to name too many.
    """
    wanted = Wanted(code, filters, scope, days)
    keys = None
    if limit is not None:
        keys = keys_by_image(projections, point, wanted, after=after, limit=limit)
    if keys is None:
        rows = page_by_sql(projections, point, wanted, after=after, limit=limit)
    else:
        rows = rows_by_sql(projections, point, wanted, keys)
    return [_row(row, point.as_of) for row in rows]


def work_list_counts(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> dict[str, Counter[str]]:
    """How many rows each list has, by list and by organisation."""
    counted = counts_by_image(projections, point, filters=filters, scope=scope)
    if counted is None:
        return counts_by_sql(projections, point, filters=filters, scope=scope)
    return counted


def _row(row: RowMapping, day: date) -> WorkRow:
    state = {name: row[name] for name in COLUMNS}
    state["categories"] = tuple(filter(None, state["categories"].split("|")))
    facts = {name: value for name, value in row.items() if name not in COLUMNS}
    facts |= _distance(facts, day) | _cadence(facts, day)
    unknown = any(facts.get(name, name) is None for name in ("last_on", "forecast"))
    passed = facts.get("due_on", day) < day
    decided = facts.get("decision") is not None
    return WorkRow(CaseRow(**state), facts, otherwise=unknown or passed or decided)


def _distance(facts: Mapping[str, Any], day: date) -> dict[str, int | None]:
    for name in ("due_on", "last_on", "since_on"):
        if name in facts:
            there = facts[name]
            return {"days": None if there is None else abs((there - day).days)}
    return {}


def _cadence(facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The next day of reckoning of the case's cadence, and how far it is."""
    if "cadence" not in facts:
        return {}
    term = classifier("cadences").get(facts["cadence"])
    cutoff = next_cutoff(term, day)
    return {
        "cadence_days": interval(term).days,
        "cutoff_on": cutoff,
        "days_left": (cutoff - day).days,
    }
