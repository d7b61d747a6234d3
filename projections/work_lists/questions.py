"""The work lists as questions to the database: their rows, in order, and how many each has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Text, cast, func, select

from marshrut.asof import AsOf
from projections.frames.encoding import tail_of
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.tables import Slot
from projections.work_lists.agreements import consents_expiring, contracts_terminated_by_employer
from projections.work_lists.asking import Ask, Key, Wanted, population
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


def counts_by_sql(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> dict[str, Counter[str]]:
    """How many rows each list has, by list and by organisation."""
    slot = projections.at(point.known)
    counts: dict[str, Counter[str]] = {}
    with projections.reading() as connection:
        for code in LISTS:
            rows = _question(slot, point, Wanted(code, filters, scope)).order_by(None).subquery()
            by = rows.c.organisation
            found = connection.execute(select(by, func.count().label("n")).group_by(by))
            counts[code] = Counter({row.organisation: row.n for row in found})
    return counts


def page_by_sql(
    projections: Projections, point: AsOf, wanted: Wanted, *, after: int, limit: int | None
) -> Sequence[RowMapping]:
    """The rows of a list behind the first ``after``, at most ``limit``."""
    asked = _question(projections.at(point.known), point, wanted)
    ordered = asked.order_by(*_ties(asked)).offset(after).limit(limit)
    with projections.reading() as connection:
        return connection.execute(ordered).mappings().all()


def rows_by_sql(
    projections: Projections, point: AsOf, wanted: Wanted, keys: Collection[Key]
) -> list[RowMapping]:
    """The rows of a list that have these keys, in the order of the keys."""
    if not keys:
        return []
    numbers = {key.number for key in keys}
    asked = _question(projections.at(point.known), point, wanted, among=numbers)
    with projections.reading() as connection:
        rows = {_key(row): row for row in connection.execute(asked.order_by(None)).mappings()}
    return [rows[key] for key in keys if key in rows]


def _question(
    slot: Slot, point: AsOf, wanted: Wanted, *, among: Collection[int] | None = None
) -> Select[Any]:
    """The question of the list, in its order but for ties; ``among``: the numbers of its cases."""
    who = population(slot, point, wanted)
    if among is not None:
        who &= slot.case_state.c.number.in_(sorted(among))
    return LISTS[wanted.code](Ask(point, wanted.reach, slot, who))


def _ties(asked: Select[Any]) -> list[ColumnElement[Any]]:
    """How rows of the same urgency follow each other: as their ``Key``."""
    columns = asked.selected_columns
    entry = [_tail(columns["entry_id"])] if "entry_id" in columns else []
    return [columns["number"], *entry]


def _tail(entry_id: ColumnElement[Any]) -> ColumnElement[str]:
    """The last eight bytes, as texts that sort as they do: SQLite keeps an id without dashes."""
    return func.substr(func.replace(cast(entry_id, Text), "-", ""), 17)


def _key(row: RowMapping) -> Key:
    return Key(row["number"], tail_of(row["entry_id"]) if "entry_id" in row else None)
