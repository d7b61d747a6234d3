"""Which graduates suit an employer's request at a point, the most fitting first (F057)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, select

from marshrut.asof import AsOf
from marshrut.records.requests import CONSENT, SEEKING, Fitting, fitting
from marshrut.records.vacancies import Seeker, closeness
from projections.case_list import CaseRow, case_page
from projections.point import covers
from projections.population import Filters, Scope, condition
from projections.records import RecordLine
from projections.runner import Projections
from projections.tables import Slot

REQUEST = "EMPLOYER_REQUEST"
GRADUATED = Filters(lifecycle="GRADUATED")


class Match(NamedTuple):
    """A graduate who suits, and how."""

    case_id: UUID
    number: int
    fitting: Fitting


def matches(
    projections: Projections, point: AsOf, request: RecordLine, *, scope: Scope
) -> list[Match]:
    """The graduates of the scope who suit the request, the most fitting first."""
    found = list(_fitting(projections, point, request, scope))
    return sorted(found, key=lambda each: (closeness(each.fitting.grounds), each.number))


def rows_of(projections: Projections, point: AsOf, found: Sequence[Match]) -> dict[UUID, CaseRow]:
    """The cases of the matches, as lists show them."""
    among: Collection[UUID] = [each.case_id for each in found]
    page = case_page(projections, point, filters=GRADUATED, scope=Scope(), among=among)
    return {row.case_id: row for row in page}


def _fitting(
    projections: Projections, point: AsOf, request: RecordLine, scope: Scope
) -> Iterator[Match]:
    for row in _seeking(projections, point, request.region_code, scope):
        place = row.municipality or row.of_school
        seeker = Seeker(row.programme_code, request.region_code, place)
        how = fitting(
            request.fields,
            request.region_code,
            seeker,
            case_id=str(row.case_id),
            consented=bool(row.consented),
        )
        if how is not None:
            yield Match(row.case_id, row.number, how)


def _seeking(projections: Projections, point: AsOf, region_code: str, scope: Scope) -> list[Any]:
    """The graduates of the schools of the region who may take work, and whether they consent."""
    slot = projections.at(point.known)
    case, school = slot.case_state, slot.organisation_state
    statement = (
        select(
            case.c.case_id,
            case.c.number,
            case.c.programme_code,
            case.c.municipality,
            school.c.municipality.label("of_school"),
            _consented(slot, point).label("consented"),
        )
        .select_from(case.join(school, school.c.code == case.c.organisation))
        .where(
            condition(slot, point, GRADUATED, scope),
            covers(school, point),
            school.c.region_code == region_code,
            case.c.status_group.in_(SEEKING),
        )
    )
    with projections.reading() as connection:
        return list(connection.execute(statement))


def _consented(slot: Slot, point: AsOf) -> Any:
    case, span = slot.case_state, slot.case_span
    given = (span.c.kind == "consents", span.c.code == CONSENT)
    return (
        exists()
        .where(span.c.case_id == case.c.case_id, covers(span, point), *given)
        .correlate(case)
    )
