"""Current vacancies for a school per 100 of its students (F059; S004-I8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import polars as pl
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.indicators.events import What
from marshrut.records.vacancies import is_for_school
from projections.funnel import percent
from projections.image.images import rows_at
from projections.organisations import organisations_at
from projections.point import covers
from projections.population import Scope
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.reported_values import reported_of_organisations
from projections.runner import Projections
from projections.tables import Slot
from projections.vacancy_bank import VACANCY, current

INDICATOR = "S004-I8"
SCHOOL = "POO"
STUDYING = (FINAL_YEAR, *sorted(IN_COHORT))
TAUGHT = ("organisation", "programme_code")


class PerHundred(NamedTuple):
    """A school, the vacancies that count for it, and the contingent that it has reported."""

    organisation: str
    name: str
    region_code: str
    vacancies: list[RecordLine]
    students: int | None

    @property
    def own(self) -> int:
        """How many of the vacancies the school keeps itself: these the indicator counts."""
        return sum(line.organisation == self.organisation for line in self.vacancies)

    @property
    def per_hundred(self) -> float | None:
        """Vacancies per 100 students, with one decimal; none without students (domain 9.0 N5)."""
        return percent(len(self.vacancies), self.students or 0)

    @property
    def own_per_hundred(self) -> float | None:
        """The same of those that the school keeps itself."""
        return percent(self.own, self.students or 0)


def per_hundred_at(projections: Projections, point: AsOf, *, scope: Scope) -> list[PerHundred]:
    """The schools of the scope by code; the bank is their region's, as it is shared."""
    told = [
        one
        for one in organisations_at(projections, point, scope=scope)
        if one["org_kind"] == SCHOOL
    ]
    regions = {one["region_code"] for one in told}
    banks = {region: list(_bank(projections, point, region)) for region in sorted(regions)}
    homes = homes_at(projections, point)
    programmes = programmes_of_schools(projections, point)
    contingents = _contingents(projections, point)
    return [
        PerHundred(
            one["code"],
            one["name"],
            one["region_code"],
            [
                line
                for line in banks[one["region_code"]]
                if is_for_school(
                    line.fields,
                    programmes.get(one["code"], ()),
                    region_code=one["region_code"],
                    employer_region=homes.get(line.fields["employer_inn"]),
                )
            ],
            contingents.get(one["code"]),
        )
        for one in told
    ]


def _contingents(projections: Projections, point: AsOf) -> Mapping[str, int]:
    """The students of schools: reported as such, or else as the denominator of a whole value."""
    whole, students = (
        reported_of_organisations(projections, point, indicator=INDICATOR, what=what.value)
        for what in (What.VALUE, What.DENOMINATOR)
    )
    told = {code: each.denominator for code, each in whole.items()}
    told |= {code: int(each.value) for code, each in students.items() if each.value is not None}
    return {code: number for code, number in told.items() if number is not None}


def _bank(projections: Projections, point: AsOf, region: str) -> Iterator[RecordLine]:
    sight = Sight(regions=(region,))
    lines = records_at(projections, point, VACANCY, sight=sight, narrowing=Narrowing(open=True))
    return (line for line in lines if current(line, point))


def homes_at(projections: Projections, point: AsOf) -> dict[str, str | None]:
    """The regions of registered employers, by ИНН."""
    table = projections.at(point.known).employer_state
    statement = select(table.c.inn, table.c.region_code).where(covers(table, point))
    with projections.reading() as connection:
        return {row.inn: row.region_code for row in connection.execute(statement)}


def programmes_of_schools(projections: Projections, point: AsOf) -> Mapping[str, set[str]]:
    """The programmes of each school: those in which it has students or graduates."""
    slot = projections.at(point.known)
    rows = rows_at(projections, point, "case_state")
    if rows is None:
        return programmes_by_sql(projections, slot, point)
    studying = rows[0].filter(pl.col("lifecycle").is_in(STUDYING)).select(TAUGHT)
    return _by_school(studying.unique().collect().rows())


def programmes_by_sql(projections: Projections, slot: Slot, point: AsOf) -> Mapping[str, set[str]]:
    """The same, asked of the database."""
    c = slot.case_state.c
    studying = covers(slot.case_state, point) & c.lifecycle.in_(STUDYING)
    taught = select(*(c[name] for name in TAUGHT)).where(studying).distinct()
    with projections.reading() as connection:
        return _by_school((school, programme) for school, programme in connection.execute(taught))


def _by_school(taught: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for school, programme in taught:
        found[school].add(programme)
    return found
