"""Figures of routing: the funnel with its conversion, and those whom it brought to work."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.links import address, narrowed, template, with_row
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.schemas.population import PAGE
from api.schemas.routing import (
    FunnelAnswer,
    FunnelCasesAnswer,
    FunnelCasesQuery,
    FunnelQuery,
    SuccessAnswer,
    SuccessCasesQuery,
    SuccessQuery,
)
from api.texts import label
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.funnel import Asked, FunnelRow, Stage, funnel, funnel_page, percent
from projections.population import NONE, Scope
from projections.routing_success import routing_success, success_page

FUNNEL, SUCCESS, VACANCY = "/routing/funnel", "/routing/success", "vacancy_id"

feature = Feature("routing", "Figures of routing: the funnel, and who came to work by it")


@feature.read(FUNNEL, query=FunnelQuery, answers=FunnelAnswer)
def read_funnel(*, query: dict[str, Any]) -> Response:
    """Count cases from the vacancy offered to the graduate who stayed, with conversion."""
    require(Action.READ_CASES)
    point = asked_point(query)
    asked, by = asked_routes(query, point), query.get("by")
    rows = funnel(projections(), point.asof, asked=asked, by=by)
    payload = {
        **told_routes(point, asked),
        "rows": [_row(row, by, asked, point) for row in rows],
        "templates": {"rows": _stages(asked, point, by)},
    }
    return memento(answer(payload), point)


@feature.read(
    f"{FUNNEL}/cases", query=FunnelCasesQuery, answers=FunnelCasesAnswer, headers=(PURPOSE,)
)
def read_funnel_cases(*, query: dict[str, Any]) -> Response:
    """List the cases at a stage of the funnel, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked, limit = asked_routes(query, point), query.get("limit", PAGE)
    found = funnel_page(
        projections(),
        point.asof,
        asked=asked,
        stage=query["stage"],
        also_at=query.get("also_at"),
        after=after,
        limit=limit + 1,
    )
    return answer_page(found, limit=limit, **told_routes(point, asked))


@feature.read(SUCCESS, query=SuccessQuery, answers=SuccessAnswer)
def read_success(*, query: dict[str, Any]) -> Response:
    """Count the cases with work that began in the period and came of routing."""
    require(Action.READ_CASES)
    point = asked_point(query)
    asked, by = asked_routes(query, point), query.get("by")
    counted = routing_success(projections(), point.asof, asked=asked, by=by)
    cases = address(f"{SUCCESS}/cases", point, asked_again(asked))
    payload = {
        **told_routes(point, asked),
        "cases": sum(counted.values()),
        "links": {"cases": cases},
    }
    if by:
        payload["rows"] = [{by: key, "cases": counted[key]} for key in sorted(counted)]
        payload["templates"] = {"rows": {"cases": with_row(cases, asked.filters, by)}}
    return memento(answer(payload), point)


@feature.read(
    f"{SUCCESS}/cases", query=SuccessCasesQuery, answers=FunnelCasesAnswer, headers=(PURPOSE,)
)
def read_success_cases(*, query: dict[str, Any]) -> Response:
    """List the cases with work that came of routing, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked, limit = asked_routes(query, point), query.get("limit", PAGE)
    found = success_page(projections(), point.asof, asked=asked, after=after, limit=limit + 1)
    return answer_page(found, limit=limit, **told_routes(point, asked))


def asked_routes(query: dict[str, Any], point: Point) -> Asked:
    """The question. Raises ``Refused`` as ``asked_filters``, and for a period turned round."""
    year = point.as_of.year
    first = query.get("from", date(year, 1, 1))
    last = query.get("to", date(year, 12, 31))
    if last < first:
        raise refuse("INVALID", field="to", expected=f"≥ {first}")
    return Asked(first, last, asked_filters(query), Scope.of(actor()), query.get("vacancy_id"))


def told_routes(point: Point, asked: Asked) -> dict[str, Any]:
    """The point, the filters and the period, as answers show them."""
    filters: dict[str, Any] = {
        name: value
        for name in asked.filters.__struct_fields__
        if (value := getattr(asked.filters, name)) is not None
    }
    if asked.vacancy_id is not None:
        filters["vacancy_id"] = asked.vacancy_id
    period = {"from": asked.first, "to": asked.last}
    return {"point": point, "filters": filters, "period": period}


def asked_again(asked: Asked) -> dict[str, Any]:
    """The parameters of the question."""
    period = {"from": asked.first, "to": asked.last}
    return {**narrowed(asked.filters), **period, "vacancy_id": asked.vacancy_id}


def _stages(asked: Asked, point: Point, by: str | None, **row: Any) -> dict[str, Any]:
    """How the numbers of a stage open; ``row`` is the key of a row that says so itself."""
    url = address(f"{FUNNEL}/cases", point, {**asked_again(asked), **row})
    at = template(url, "stage")
    if by is not None and not row and (by != VACANCY or asked.vacancy_id is None):
        at = with_row(url, asked.filters, by, "stage")
    also = {f"of_{stage}": {"cases": f"{at}&also_at={stage}"} for stage in ("previous", "first")}
    return {"stages": {"cases": at, **also}}


def _row(row: FunnelRow, by: str | None, asked: Asked, point: Point) -> dict[str, Any]:
    before: list[Stage | None] = [None, *row.stages[:-1]]
    stages = [
        _stage(stage, row.stages[0], previous)
        for stage, previous in zip(row.stages, before, strict=True)
    ]
    if by is None:
        return {"stages": stages}
    own = {} if row.key is not None else {"templates": _stages(asked, point, by, **{by: NONE})}
    return {by: row.key, "stages": stages, **own}


def _stage(stage: Stage, first: Stage, previous: Stage | None) -> dict[str, Any]:
    return {
        "stage": stage.code,
        "label": label("funnel_stages", stage.code),
        "cases": stage.cases,
        "of_previous": _share(stage.of_previous, previous.cases) if previous else None,
        "of_first": _share(stage.of_first, first.cases),
    }


def _share(part: int, whole: int) -> dict[str, Any]:
    return {"cases": part, "percent": percent(part, whole)}
