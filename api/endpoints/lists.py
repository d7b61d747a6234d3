"""Lists of cases at a point, and the search for a person's cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Select

from api.answers import answer
from api.bodies import load_body
from api.context import actor, projections, require, service, shows_person
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.point import Point, asked_point, memento
from api.populations import asked_filters, case_rows, persons_opened
from api.schemas.population import PAGE, CaseListAnswer, CaseListQuery, SearchBody
from marshrut.application.service import Service
from marshrut.cases.person import Person
from marshrut.identifiers import BadIdentifier, snils
from marshrut.ledger.case_lookup import matching
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.case_list import CaseRow, case_page
from projections.population import ANY, Filters, Scope

LARGEST_SCHOOL = 5_000
"""Cases up to which the list of one school is sorted by name, which needs all of it opened."""

feature = Feature("lists", "Lists of cases at any point")


@feature.read("/cases", query=CaseListQuery, answers=CaseListAnswer, headers=(PURPOSE,))
def list_cases(*, query: dict[str, Any]) -> Response:
    """List cases at a point: one school's by name, wider lists by number (semantics S25)."""
    require(Action.READ_CASES)
    filters, (point, after) = asked_filters(query), asked_page(query)
    if filters.lifecycle is None:
        filters = _any_lifecycle(filters)
    limit = query.get("limit", PAGE)
    one_school = filters.organisation or actor().organisation
    if one_school and shows_person():
        everybody = _page(point, filters, limit=LARGEST_SCHOOL + 1)
        if len(everybody) <= LARGEST_SCHOOL:
            return _by_name(everybody, point, filters, after=after, limit=limit)
    found = _page(point, filters, after=after, limit=limit + 1)
    rows = found[:limit]
    response = _listed(rows, point, filters)
    return link_next(response, point, rows[-1].number) if len(found) > limit else response


@feature.look("/cases/search", body=SearchBody, answers=CaseListAnswer, headers=(PURPOSE,))
def search_cases() -> Response:
    """Find a person's cases by name (words or beginnings from three letters) or СНИЛС."""
    require(Action.READ_CASES)
    if not shows_person():
        raise refuse("FORBIDDEN", role=actor().role)
    body = load_body(SearchBody)
    found = matching(_tokens(service(), body))
    point = asked_point({})
    return _listed(_page(point, Filters(lifecycle=ANY), among=found, limit=PAGE), point, Filters())


def _tokens(service: Service, body: dict[str, Any]) -> list[bytes]:
    if not body.keys() & {"name", "snils"}:
        raise refuse("INVALID", field="name", expected="name | snils")
    tokens = service.blind.query_tokens(body["name"]) if "name" in body else []
    if "snils" in body:
        try:
            tokens = [*tokens, service.blind.snils(snils(body["snils"]))]
        except BadIdentifier as error:
            raise refuse(error.code, field="snils", expected=error.expected) from error
    return tokens


def _any_lifecycle(filters: Filters) -> Filters:
    fields = {name: getattr(filters, name) for name in filters.__struct_fields__}
    return Filters(**{**fields, "lifecycle": ANY})


def _page(
    point: Point,
    filters: Filters,
    *,
    limit: int,
    after: int = 0,
    among: Select[UUID] | None = None,
) -> list[CaseRow]:
    return case_page(
        projections(),
        point.asof,
        filters=filters,
        scope=Scope.of(actor()),
        after=after,
        limit=limit,
        among=among,
    )


def _by_name(
    rows: list[CaseRow], point: Point, filters: Filters, *, after: int, limit: int
) -> Response:
    persons = persons_opened(rows, point)

    def name(row: CaseRow) -> tuple[str, int]:
        return (persons.sorted_by(row.case_id), row.number)

    rows = sorted(rows, key=name)
    response = _listed(rows[after : after + limit], point, filters, persons)
    more = len(rows) > after + limit
    return link_next(response, point, after + limit) if more else response


def _listed(
    rows: list[CaseRow],
    point: Point,
    filters: Filters,
    persons: Mapping[UUID, Person | None] | None = None,
) -> Response:
    cases = case_rows(rows, point, persons)
    payload = {"point": point, "filters": filters, "cases": cases}
    return memento(answer(payload), point)
