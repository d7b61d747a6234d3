"""Movements of the contingent of a period, as the base centre is given them (F006; S002-2.8)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.context import actor, projections, require, service, shows_person
from api.contingent import (
    KINDS,
    MOVEMENTS,
    asked_of,
    month_of,
    movement_links,
    movements_table,
    shown_counts,
    told_movement,
)
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.point import Point, memento
from api.populations import check_own_organisation, persons_of, shown_person
from api.registry_pages import MOST_EXPORTED
from api.schemas.contingent import MovementsAnswer, MovementsQuery
from api.schemas.population import PAGE
from api.sight import seen_now
from api.table_answers import MEDIA_TYPES, made_by_asker, table_file
from marshrut.application.codes import check_codes
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.contingent import Moved, Movements, MovementsAsked, contingent_movements
from projections.population import Scope

feature = Feature("contingent", "Movements of the contingent, month by month")

NAMED = ("organisation", "part", "kind", "graduation_year", "programme_code", "study_form")


@feature.read(
    MOVEMENTS,
    query=MovementsQuery,
    answers=MovementsAnswer,
    files=MEDIA_TYPES,
    headers=(PURPOSE,),
)
def read_movements(*, query: dict[str, Any]) -> Response:
    """List who was expelled, transferred, on leave, reinstated, graduated in a period."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked = _asked(query, point)
    found = contingent_movements(projections(), point.asof, asked)
    if "format" in query:
        return _file(found, asked, point, query["format"])
    limit = query.get("limit", PAGE)
    page = found.rows[after : after + limit]
    told = asked_of(asked)
    payload = {
        "point": point,
        "period": {"from": told.pop("from"), "to": told.pop("to")},
        "filters": {name: value for name, value in told.items() if value is not None},
        **shown_counts(found, asked, point),
        "rows": _rows(page, point),
    }
    response = answer(payload)
    if after + limit < len(found.rows):
        link_next(response, point, after + limit)
    return memento(response, point)


def _asked(query: dict[str, Any], point: Point) -> MovementsAsked:
    last = query.get("last") or point.as_of
    first = query.get("first") or month_of(last)
    if last < first:
        raise refuse("DATE_ORDER", field="to", value=last, not_before=first)
    check_codes(
        {name: query.get(name) for name in ("kind", "study_form")},
        on=service().today(),
        classifiers={"kind": KINDS, "study_form": "study_forms"},
    )
    if "part" in query and "organisation" not in query:
        raise refuse("REQUIRED", field="organisation", expected="organisation & part")
    if "organisation" in query:
        check_own_organisation(query["organisation"])
    named = {name: query.get(name) for name in NAMED}
    return MovementsAsked(first=first, last=last, scope=Scope.of(actor()), **named)


def _rows(page: list[Moved], point: Point) -> list[dict[str, Any]]:
    times = service().ledger.times_of({row.known_from for row in page})
    ids = [row.case_id for row in page]
    seen, shown = seen_now(ids), shows_person()
    persons = persons_of(ids, point) if shown else None
    return [
        {
            **told_movement(row, times),
            **shown_person(row.case_id, persons),
            "links": movement_links(row, point, present=row.case_id in seen),
        }
        for row in page
    ]


def _file(found: Movements, asked: MovementsAsked, point: Point, kind: str) -> Response:
    if len(found.rows) > MOST_EXPORTED:
        raise refuse("TOO_LARGE", limit=MOST_EXPORTED)
    ids = {row.case_id for row in found.rows}
    persons = persons_of(ids, point) if shows_person() else None
    times = service().ledger.times_of({row.known_from for row in found.rows})
    table = movements_table(
        projections(),
        point.asof,
        found,
        asked,
        times=times,
        made=made_by_asker(point),
        persons=persons,
    )
    return table_file(table, point, kind)
