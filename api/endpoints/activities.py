"""What was held for students and graduates in a period (F064, F065; S004-I7, S001-I6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.cursors import asked_page, link_next
from api.features import Feature
from api.links import address, template
from api.point import Point, asked_point, memento
from api.records import check_owner, shown_line, sight_of
from api.schemas.activities import (
    ActivitiesHeldAnswer,
    ActivitiesHeldQuery,
    ActivityFiguresAnswer,
    ActivityFiguresQuery,
)
from api.schemas.population import PAGE
from api.texts import label
from marshrut.application.codes import check_codes
from marshrut.classifiers import classifier
from marshrut.policy import Action
from marshrut.records.activities import BY_DAYS, reported_kind
from marshrut.records.kinds import Kind, kinds
from marshrut.refusals import refuse
from projections.activity_figures import ACTIVITY, HeldActivity, figures_of, held_in
from projections.population import Scope
from projections.records import Narrowing

feature = Feature("activities", "What was held for students and graduates in a period")

FIGURES = "/activity-figures"
PARTS = ("held", "surveyed", "failed")


@feature.read(FIGURES, query=ActivityFiguresQuery, answers=ActivityFiguresAnswer)
def read_figures(*, query: dict[str, Any]) -> Response:
    """Count what was held in a period by the kinds of S004-I7, who came, how it was liked."""
    require(Action.READ_FIGURES)
    check_owner(_activity(), query.get("organisation"))
    point = asked_point(query)
    period = _period(query, point)
    told = figures_of(_held(query, point, period))
    asked = {**_named(query), **period}
    listed = f"{FIGURES}/activities"
    links = {name: address(listed, point, asked, part=name) for name in PARTS}
    of_kind = template(links["held"], "kind")
    payload = {
        "point": point,
        "period": period,
        "filters": _named(query),
        "held": len(told.held),
        "rows": [
            {
                "kind": kind,
                "label": label("activity_kinds", kind),
                "number": told.by_kind.get(kind, 0),
                "unit": "days" if kind == BY_DAYS else "activities",
            }
            for kind in _kinds()
        ],
        "attended": dict(sorted(told.attended.items())),
        "surveyed": told.surveyed,
        "failed": told.failed,
        "quotas": [
            {"organisation": code, **attained._asdict(), "percent": attained.percent}
            for code, attained in told.quotas.items()
        ],
        "links": links,
        "templates": {**links, "rows": {"number": of_kind}},
    }
    return memento(answer(payload), point)


@feature.read(f"{FIGURES}/activities", query=ActivitiesHeldQuery, answers=ActivitiesHeldAnswer)
def list_held(*, query: dict[str, Any]) -> Response:
    """List the activities behind a figure, by their numbers."""
    require(Action.READ_FIGURES)
    check_owner(_activity(), query.get("organisation"))
    if "kind" in query and query["kind"] not in _kinds():
        raise refuse("INVALID", field="kind", expected=" | ".join(_kinds()))
    point, after = asked_page(query)
    period, part, limit = _period(query, point), query.get("part", "held"), query.get("limit", PAGE)
    found = [each for each in _held(query, point, period) if _is_of(each, part, query.get("kind"))]
    page = [each.line for each in found if each.line.number > after][: limit + 1]
    payload = {
        "point": point,
        "period": period,
        "filters": {**_named(query), "part": part, "kind": query.get("kind")},
        "total": len(found),
        "records": [shown_line(_activity(), line, point) for line in page[:limit]],
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].number)
    return memento(response, point)


def _is_of(each: HeldActivity, part: str, kind: str | None) -> bool:
    if kind is not None and reported_kind(each.line.fields) != kind:
        return False
    failed = each.dissatisfied
    return {"held": True, "surveyed": failed is not None, "failed": failed is True}[part]


def _kinds() -> list[str]:
    """The kinds of S004-I7: those that are reported under themselves."""
    terms = classifier("activity_kinds").terms.values()
    return [term.code for term in terms if term.extra["i7"] == term.code]


def _activity() -> Kind:
    return kinds()[ACTIVITY]


def _period(query: dict[str, Any], point: Point) -> dict[str, date]:
    last = query.get("last") or point.as_of
    first = query.get("first") or date(last.year, 1, 1)
    if last < first:
        raise refuse("DATE_ORDER", field="to", value=last, not_before=first)
    return {"from": first, "to": last}


def _held(query: dict[str, Any], point: Point, period: dict[str, date]) -> list[HeldActivity]:
    check_codes({"region_code": query.get("region_code")}, on=point.as_of)
    return held_in(
        projections(),
        point.asof,
        first=period["from"],
        last=period["to"],
        sight=sight_of(_activity()),
        narrowing=Narrowing(**_named(query)),
        scope=Scope.of(actor()),
    )


def _named(query: dict[str, Any]) -> dict[str, Any]:
    return {name: query.get(name) for name in ("organisation", "region_code")}
