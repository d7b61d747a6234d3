"""What the monitoring endpoints share: filters checked, cases shown as rows of a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from api.context import actor, service, shows_person
from api.links import case_links
from api.looks import note
from api.point import Point
from api.sight import seen_now
from api.texts import label
from marshrut.application.codes import check_codes, no_such_organisation
from marshrut.cases.person import Person
from marshrut.classifiers import classifier
from marshrut.policy import in_scope
from marshrut.refusals import refuse
from projections.case_list import CaseRow
from projections.persons import Persons, persons_at
from projections.population import ANY, Filters

ALSO = "also_category"
CODED = ("status", "status_group", "category", "study_form", "lifecycle")

GROUPS = frozenset(
    code
    for code, group in classifier("target_groups").terms.items()
    if group.extra["of"] == "categories"
)
"""Categories that documents put together («лица с ОВЗ»): a filter takes them too."""


def asked_filters(query: dict[str, Any]) -> Filters:
    """The filters of the request. Raises ``Refused``: no such code, a foreign organisation."""
    given = {n: v for n, v in query.items() if n in Filters.__struct_fields__}
    filters, today = Filters(**given), service().today()
    codes = {name: given[name] for name in CODED if name in given and given[name] != ANY}
    if codes.get("category") in GROUPS:
        del codes["category"]
    check_codes(codes, on=today)
    for code in {*filters.also} - GROUPS:
        check_codes({ALSO: code}, on=today, classifiers={ALSO: "categories"})
    if "organisation" in given:
        check_own_organisation(given["organisation"])
    return filters


def case_rows(
    rows: Sequence[CaseRow], point: Point, persons: Mapping[UUID, Person | None] | None = None
) -> list[dict[str, Any]]:
    """Rows as answers show them, with the person where the caller may see one."""
    if not shows_person():
        persons = None
    elif persons is None:
        persons = persons_opened(rows, point)
    seen = seen_now([row.case_id for row in rows])
    return [
        {
            **_case_row(row, shown_person(row.case_id, persons)),
            "links": case_links(row.case_id, point, present=row.case_id in seen),
        }
        for row in rows
    ]


def persons_opened(rows: Sequence[CaseRow], point: Point) -> Persons:
    """The persons of the rows, as far as they are the caller's business (semantics S15)."""
    return persons_of([row.case_id for row in rows], point)


def persons_of(case_ids: Collection[UUID], point: Point) -> Persons:
    """The persons of the cases; each that is taken out is noted as shown."""
    return persons_at(service(), case_ids, point.asof, reader=actor(), seen=note)


def shown_person(case_id: UUID, persons: Mapping[UUID, Person | None] | None) -> dict[str, Any]:
    """The person as a row of an answer tells it; ``persons`` are none where nobody may be shown."""
    if persons is None or (case_id in persons and persons[case_id] is None):
        return {"person": None, "person_hidden": True}
    person = persons.get(case_id)
    if person is None:
        return {"person": None, "person_erased": True}
    return {"person": msgspec.to_builtins(person)}


def _case_row(row: CaseRow, person: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case_id": row.case_id,
        "number": row.number,
        **person,
        "lifecycle": row.lifecycle,
        "organisation": row.organisation,
        "programme_code": row.programme_code,
        "graduation_year": row.graduation_year,
        "study_form": row.study_form,
        "categories": row.categories,
        "primary_status": {
            "code": row.status,
            "label": label("statuses", row.status),
            "group": row.status_group,
            "since": row.since,
        },
        "at_risk": {"strict": row.at_risk_strict, "form": row.at_risk_form},
    }


def check_own_organisation(code: str) -> None:
    """Raise ``Refused``: no such organisation, or a foreign one (semantics S17)."""
    school = service().organisation(code)
    if school is None:
        raise no_such_organisation(code)
    region = school.on(service().today()).region_code
    if not in_scope(actor(), organisation=code, region=region):
        raise refuse("FORBIDDEN", role=actor().role)
