"""The defence-industrial complex in a period: vacancies filled, graduates employed (F060).

Whether an employer is of the ОПК is asked of the day on which a vacancy was filled, or work began,
by what is known at the point (semantics S13; S004-I12, S002-G3.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select

from marshrut.asof import AsOf, Period
from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.records.filled import Filling, fillings
from marshrut.records.record import Said
from projections.point import known
from projections.population import Filters, Scope, condition
from projections.records import Sight, in_sight
from projections.runner import Projections
from projections.vacancy_bank import VACANCY

PEOPLE = frozenset({FINAL_YEAR, *IN_COHORT})


class Days(NamedTuple):
    """The first and the last day of a period, both inclusive."""

    first: date
    last: date


class FilledVacancy(NamedTuple):
    """A vacancy of the ОПК that was filled in the period, and how."""

    record_id: UUID
    filling: Filling


def filled_at(
    projections: Projections,
    point: AsOf,
    days: Days,
    *,
    sight: Sight,
    organisation: str | None = None,
) -> list[FilledVacancy]:
    """The vacancies that require a vocational education, of the ОПК, filled by cases (S004-I12).

    Of all in sight, or of those that the ``organisation`` keeps.
    """
    complex_ = Complex(projections, point)
    return [
        FilledVacancy(record_id, filling)
        for record_id, told in courses_at(projections, point, sight, organisation)
        for filling in fillings(told)
        if filling.requires_spo
        and filling.case_ids
        and days.first <= filling.on <= min(days.last, point.as_of)
        and complex_.has(filling.employer_inn, filling.on)
    ]


def employed_at(
    projections: Projections, point: AsOf, days: Days, *, filters: Filters, scope: Scope
) -> list[UUID]:
    """The students and graduates whose work at the ОПК began in the period, each once."""
    complex_, slot = Complex(projections, point), projections.at(point.known)
    case, work = slot.case_state, slot.case_episode
    begun = work.c.valid_from.between(days.first, min(days.last, point.as_of))
    statement = (
        select(case.c.case_id, case.c.number, work.c.employer_inn, work.c.valid_from)
        .select_from(case.join(work, work.c.case_id == case.c.case_id))
        .where(
            condition(slot, point, filters, scope, lifecycles=PEOPLE),
            known(work, point),
            work.c.status_group == "EMPLOYED",
            begun,
            work.c.valid_to.is_(None) | (work.c.valid_to > work.c.valid_from),
        )
        .order_by(case.c.number)
    )
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    return list(
        dict.fromkeys(row.case_id for row in rows if complex_.has(row.employer_inn, row.valid_from))
    )


class Complex:
    """Which employers are of the ОПК on which days, as known at the point."""

    def __init__(self, projections: Projections, point: AsOf) -> None:
        table = projections.at(point.known).employer_state
        days = (table.c.inn, table.c.valid_from, table.c.valid_to)
        self._days: defaultdict[str, list[Period]] = defaultdict(list)
        with projections.reading() as connection:
            for row in connection.execute(select(*days).where(known(table, point), table.c.opk)):
                self._days[row.inn].append(Period(row.valid_from, row.valid_to))

    def has(self, inn: str | None, day: date) -> bool:
        """Whether the employer is of it on the day."""
        return any(period.covers(day) for period in self._days.get(inn or "", ()))


def courses_at(
    projections: Projections, point: AsOf, sight: Sight, organisation: str | None
) -> Iterator[tuple[UUID, Sequence[tuple[Period, Said]]]]:
    """What is said of each vacancy on all days, as known at the point."""
    table = projections.at(point.known).record_state
    named = ("record_id", "valid_from", "valid_to", "state", "confirmed_on", "content")
    statement = (
        select(*(table.c[name] for name in named))
        .where(known(table, point), table.c.kind == VACANCY, *in_sight(table, sight))
        .order_by(table.c.record_id, table.c.valid_from)
    )
    if organisation is not None:
        statement = statement.where(table.c.organisation == organisation)
    with projections.reading() as connection:
        rows: list[Any] = list(connection.execute(statement))
    for record_id, told in groupby(rows, key=itemgetter(0)):
        yield record_id, [(Period(row[1], row[2]), _said(row)) for row in told]


def _said(row: Any) -> Said:
    return Said(row[3], msgspec.json.decode(row[5]), row[4])
