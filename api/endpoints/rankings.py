"""Rankings: by the risk of non-employment (F025, F028), and of schools by their routing (F102)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.endpoints.routing import asked_again, asked_routes, told_routes
from api.features import PURPOSE, Feature
from api.links import address, narrowed, with_row
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.schemas.population import PAGE, CaseListAnswer
from api.schemas.rankings import (
    RiskRankingAnswer,
    RiskRankingCasesQuery,
    RiskRankingQuery,
    SchoolRankingAnswer,
    SchoolRankingCasesAnswer,
    SchoolRankingCasesQuery,
    SchoolRankingQuery,
)
from api.shares import shown_share
from api.texts import label
from marshrut.policy import Action
from projections.funnel import Asked
from projections.places import DEFAULT_LEAST, SMALL
from projections.population import NONE, Scope
from projections.rankings import MEASURES, SchoolRow, school_ranking, school_ranking_page
from projections.risk_ranking import PARTS, RiskAsked, RiskRow, risk_ranking, risk_ranking_page

RISKS, SCHOOLS = "/risks/ranking/cases", "/rankings/organisations/cases"

feature = Feature("rankings", "Rankings by risk, and of schools by what routing has brought about")


@feature.read("/risks/ranking", query=RiskRankingQuery, answers=RiskRankingAnswer)
def read_risk_ranking(*, query: dict[str, Any]) -> Response:
    """Rank schools, programmes, groups or territories by the share of graduates at risk."""
    require(Action.READ_FIGURES)
    point, asked = asked_point(query), _risks(query)
    told = risk_ranking(projections(), point.asof, asked=asked)
    payload = {
        "point": point,
        "filters": asked.filters,
        "by": asked.by,
        "least": asked.least,
        "rule": label("ranking_rules", "RISKS"),
        "rows": [_risk_row(row, asked, point) for row in told.rows],
        "small": {"keys": told.small_keys, **_risk_counts(told.small)},
        "total": _risk_counts(told.total),
        "templates": {
            "rows": _risk_templates(asked, point, asked.by),
            "small": _risk_templates(asked, point, size=SMALL, least=asked.least),
            "total": _risk_templates(asked, point),
        },
    }
    return memento(answer(payload), point)


@feature.read(
    RISKS,
    query=RiskRankingCasesQuery,
    answers=CaseListAnswer,
    headers=(PURPOSE,),
)
def read_risk_ranking_cases(*, query: dict[str, Any]) -> Response:
    """List the cases of a part of the ranking, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked, limit = _risks(query), query.get("limit", PAGE)
    found = risk_ranking_page(
        projections(),
        point.asof,
        asked=asked,
        part=query["part"],
        size=query.get("size"),
        after=after,
        limit=limit + 1,
    )
    return answer_page(found, limit=limit, point=point, filters=asked.filters)


@feature.read("/rankings/organisations", query=SchoolRankingQuery, answers=SchoolRankingAnswer)
def read_school_ranking(*, query: dict[str, Any]) -> Response:
    """Rank schools by five measures of what routing has brought about."""
    require(Action.READ_FIGURES)
    point = asked_point(query)
    asked, least = asked_routes(query, point), query.get("least", DEFAULT_LEAST)
    told = school_ranking(projections(), point.asof, asked=asked, least=least)
    payload = {
        **told_routes(point, asked),
        "least": least,
        "rule": label("ranking_rules", "ORGANISATIONS"),
        "rows": [{"organisation": row.organisation, **_school_row(row)} for row in told.rows],
        "small": {"keys": told.small_keys, **_school_row(told.small)},
        "total": _school_row(told.total),
        "templates": {
            "rows": _school_templates(asked, point, ("organisation",)),
            "small": _school_templates(asked, point, (), size=SMALL, least=least),
            "total": _school_templates(asked, point, ()),
        },
    }
    return memento(answer(payload), point)


@feature.read(
    SCHOOLS,
    query=SchoolRankingCasesQuery,
    answers=SchoolRankingCasesAnswer,
    headers=(PURPOSE,),
)
def read_school_ranking_cases(*, query: dict[str, Any]) -> Response:
    """List the cases of a part of the ranking, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked, limit = asked_routes(query, point), query.get("limit", PAGE)
    found = school_ranking_page(
        projections(),
        point.asof,
        asked=asked,
        part=query["part"],
        size=query.get("size"),
        least=query.get("least", DEFAULT_LEAST),
        after=after,
        limit=limit + 1,
    )
    return answer_page(found, limit=limit, **told_routes(point, asked))


def _risks(query: dict[str, Any]) -> RiskAsked:
    least = query.get("least", DEFAULT_LEAST)
    return RiskAsked(query["by"], asked_filters(query), Scope.of(actor()), least)


def _risk_row(row: RiskRow, asked: RiskAsked, point: Point) -> dict[str, Any]:
    by = asked.by
    named = {"label": label("ugps", row.key)} if by == "ugps" else {}
    unnamed = {"templates": _risk_templates(asked, point, **{by: NONE})}
    own = unnamed if row.key is None else {}
    return {by: row.key, **named, "rank": row.rank, **_risk_counts(row), **own}


def _risk_templates(asked: RiskAsked, point: Point, *names: str, **more: Any) -> dict[str, Any]:
    """How the counts of a row open: by the value of the row, or by what is said of it here."""
    url = address(RISKS, point, narrowed(asked.filters), by=asked.by, **more)
    all_of, strict, form = (with_row(f"{url}&part={p}", asked.filters, *names) for p in PARTS)
    return {
        "graduates": all_of,
        "at_risk_strict": {"cases": strict, "of": all_of},
        "at_risk_form": {"cases": form, "of": all_of},
    }


def _risk_counts(row: RiskRow) -> dict[str, Any]:
    return {
        "graduates": row.graduates,
        "at_risk_strict": shown_share(row.at_risk_strict),
        "at_risk_form": shown_share(row.at_risk_form),
    }


def _school_templates(
    asked: Asked, point: Point, names: tuple[str, ...], **more: Any
) -> dict[str, Any]:
    """How the parts and both counts of the measures of a row open."""
    url = address(SCHOOLS, point, {**asked_again(asked), **more})
    part = with_row(url, asked.filters, *names, "part")
    of = with_row(f"{url}&part={{of_part}}", asked.filters, *names)
    return {"parts": part, "measures": {"cases": part, "of": of}}


def _school_row(row: SchoolRow) -> dict[str, Any]:
    measures = [
        {
            "code": measure.code,
            "label": label("ranking_measures", measure.code),
            **shown_share(measure.share),
            "place": measure.place,
            "part": made.part,
            "of_part": made.of,
        }
        for measure, made in zip(row.measures, MEASURES, strict=True)
    ]
    told = {"rank": row.rank, "places": row.places}
    return {**told, "parts": row.parts, "measures": measures}
