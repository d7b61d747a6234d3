"""The work lists by code: their rows, page by page, and how many each has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Select, func, select

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.case_list import COLUMNS, CaseRow
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.tables import Slot
from projections.work_lists.agreements import consents_expiring, contracts_terminated_by_employer
from projections.work_lists.asking import Ask, population
from projections.work_lists.cadences import interval, next_cutoff
from projections.work_lists.discrepancies import discrepancies
from projections.work_lists.returns import returns
from projections.work_lists.stale import stale_cases
from projections.work_lists.steps import due_steps, overdue_steps
from projections.work_lists.support import at_risk_without_support
from projections.work_lists.tracks import undecided_tracks

LISTS: Mapping[str, Callable[[Ask], Select[Any]]] = {
    "OVERDUE_STEPS": overdue_steps,
    "DUE_STEPS": due_steps,
    "STALE_CASES": stale_cases,
    "AT_RISK_WITHOUT_SUPPORT": at_risk_without_support,
    "RETURNS": returns,
    "UNDECIDED_TRACKS": undecided_tracks,
    "CONTRACTS_TERMINATED_BY_EMPLOYER": contracts_terminated_by_employer,
    "CONSENTS_EXPIRING": consents_expiring,
    "DISCREPANCIES": discrepancies,
}
"""The question of each list of the classifier ``work_lists``, in the order of urgency."""

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


def default_days(code: str) -> int | None:
    """How many days the list looks ahead or back if nothing is said; ``None``: it does not."""
    days = classifier("work_lists").get(code).extra["days"]
    return int(days) if days else None


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
    """The rows of a list behind the first ``after``, the most urgent first, at most ``limit``."""
    slot = projections.at(point.known)
    asked = _question(slot, point, code, filters=filters, scope=scope, days=days)
    columns = asked.selected_columns
    ties = [columns[name] for name in ("number", "entry_id") if name in columns]
    ordered = asked.order_by(*ties).offset(after).limit(limit)
    with projections.reading() as connection:
        return [_row(row, point.as_of) for row in connection.execute(ordered).mappings()]


def work_list_counts(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> dict[str, Counter[str]]:
    """How many rows each list has, by list and by organisation."""
    slot = projections.at(point.known)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with projections.reading() as connection:
        for code in LISTS:
            asked = _question(slot, point, code, filters=filters, scope=scope)
            counts[code].update(_counted(connection, asked))
    return counts


def _question(
    slot: Slot,
    point: AsOf,
    code: str,
    *,
    filters: Filters,
    scope: Scope,
    days: int | None = None,
) -> Select[Any]:
    who = population(slot, point, code, filters, scope)
    return LISTS[code](Ask(slot, point, who, days or default_days(code) or 0))


def _counted(connection: Connection, asked: Select[Any]) -> dict[str, int]:
    rows = asked.order_by(None).subquery()
    by = rows.c.organisation
    found = connection.execute(select(by, func.count().label("n")).group_by(by))
    return {row.organisation: row.n for row in found}


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
