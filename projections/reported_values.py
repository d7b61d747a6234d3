"""The reported values that questions take, by the rule of what counts of several (F098)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, select

from marshrut.asof import AsOf, last_day
from marshrut.indicators.reported import State, precedence
from projections.point import covers
from projections.runner import Projections

COUNTING = (State.REPORTED.value, State.APPROVED.value)
PLAIN = (
    "entry_id",
    "indicator_id",
    "region_code",
    "organisation",
    "what",
    "category",
    "graduation_year",
    "numerator",
    "denominator",
    "yes",
    "text",
    "author",
    "author_role",
    "evidence_kind",
)
"""What a reported value has as its row has it."""


class ReportedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A reported value that counts; both days of its period are inclusive.

    It says a ``value``, or ``numerator`` and ``denominator``, or ``yes``, or a ``text``.
    ``approved``: one that is not counts only where no approved one is.
    """

    entry_id: UUID
    indicator_id: str
    region_code: str
    organisation: str | None
    what: str
    period_from: date
    period_to: date
    category: str | None
    graduation_year: int | None
    value: float | None
    numerator: int | None
    denominator: int | None
    yes: bool | None
    text: str | None
    approved: bool
    author: str
    author_role: str
    approved_by: str | None
    evidence_kind: str


def reported_values_at(
    projections: Projections,
    point: AsOf,
    *,
    organisation: str | None = None,
    region: str | None = None,
    cohort: int | None = None,
    category: str | None = None,
) -> Mapping[tuple[str, str], ReportedValue]:
    """What is reported of all indicators, by indicator and ``What``, in one question.

    Of the ``organisation``, or else of the ``region`` as a whole: values of organisations are not
    added up, and without either there are none. A value of a cohort or category is taken for that
    one alone, and a value of all for no part of them.
    """
    if organisation is None and region is None:
        return {}
    table = projections.at(point.known).reported_value
    about = {"organisation": organisation, "category": category, "graduation_year": cohort}
    statement = select(table).where(
        covers(table, point),
        table.c.state.in_(COUNTING),
        *(table.c[name].is_not_distinct_from(value) for name, value in about.items()),
    )
    if organisation is None:
        statement = statement.where(table.c.region_code == region)
    with projections.reading() as connection:
        return _taken(connection.execute(statement).mappings())


def reported_value_at(
    projections: Projections,
    point: AsOf,
    *,
    indicator: str,
    what: str,
    organisation: str | None = None,
    region: str | None = None,
    cohort: int | None = None,
    category: str | None = None,
) -> ReportedValue | None:
    """What is reported of one indicator: see ``reported_values_at``."""
    values = reported_values_at(
        projections,
        point,
        organisation=organisation,
        region=region,
        cohort=cohort,
        category=category,
    )
    return values.get((indicator, what))


def reported_of_organisations(
    projections: Projections, point: AsOf, *, indicator: str, what: str
) -> Mapping[str, ReportedValue]:
    """What is reported of one indicator by each organisation for all of its cases."""
    table = projections.at(point.known).reported_value
    statement = select(table).where(
        covers(table, point),
        table.c.state.in_(COUNTING),
        table.c.indicator_id == indicator,
        table.c.what == what,
        table.c.organisation.is_not(None),
        table.c.category.is_(None),
        table.c.graduation_year.is_(None),
    )
    with projections.reading() as connection:
        rows = connection.execute(statement).mappings().all()
    return {code: value for (code,), value in _taken(rows, ("organisation",)).items()}


def _taken(
    rows: Iterable[RowMapping], about: Sequence[str] = ("indicator_id", "what")
) -> dict[Any, ReportedValue]:
    """The first in precedence for each indicator and thing, or whatever else they are about."""
    best: dict[tuple[Any, ...], tuple[Any, RowMapping]] = {}
    for row in rows:
        key = tuple(row[name] for name in about)
        rank = precedence(
            approved=row["approved"],
            period_from=row["valid_from"],
            period_to=_last(row),
            version=row["version"],
        )
        if key not in best or best[key][0] < rank:
            best[key] = (rank, row)
    return {key: _value(row) for key, (_, row) in best.items()}


def _value(row: RowMapping) -> ReportedValue:
    approved = row["approved"] is not None
    return ReportedValue(
        **{name: row[name] for name in PLAIN},
        period_from=row["valid_from"],
        period_to=_last(row),
        value=plain_number(row["value"]),
        approved=approved,
        approved_by=row["decided_by"] if approved else None,
    )


def _last(row: RowMapping) -> date:
    day = last_day(row["valid_to"])
    assert day is not None  # noqa: S101 - a report has both days of its period
    return day


def plain_number(value: float | None) -> float | None:
    """The number as people write it: whole where it is whole."""
    return int(value) if value is not None and value.is_integer() else value
