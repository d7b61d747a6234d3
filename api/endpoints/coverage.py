"""Coverage of graduates by career centres, and whom anybody has served (F131)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require, service
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.links import address, narrowed, with_row
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.schemas.coverage import (
    CoverageAnswer,
    CoverageCasesAnswer,
    CoverageCasesQuery,
    CoverageQuery,
)
from api.schemas.population import PAGE
from api.shares import shown_share
from api.texts import label
from marshrut.application.codes import check_codes
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.coverage import UNNAMED, Coverage, CoverageAsked, coverage, coverage_page
from projections.population import Scope

CASES = "/coverage/cases"

feature = Feature("coverage", "Coverage of graduates by career centres: the 100 % rule")


@feature.read("/coverage", query=CoverageQuery, answers=CoverageAnswer)
def read_coverage(*, query: dict[str, Any]) -> Response:
    """Count the graduates whom a centre of their own or the base centre covers, and serves."""
    require(Action.READ_FIGURES)
    point = asked_point(query)
    asked = _asked(query, point)
    figures = coverage(projections(), point.asof, asked=asked)
    rows = [{"organisation": row.organisation, **_region(row), **_row(row)} for row in figures.rows]
    payload = {
        **_told(point, asked),
        "total": _row(figures.total),
        "regions": [{**_region(row), **_row(row)} for row in figures.regions],
        "rows": rows,
        "templates": {
            "rows": _templates(asked, point, "organisation"),
            "regions": _templates(asked, point, region="{region_code}"),
            "total": _templates(asked, point),
        },
    }
    return memento(answer(payload), point)


@feature.read(CASES, query=CoverageCasesQuery, answers=CoverageCasesAnswer, headers=(PURPOSE,))
def read_coverage_cases(*, query: dict[str, Any]) -> Response:
    """List the cases of a part of the coverage, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked, limit = _asked(query, point), query.get("limit", PAGE)
    check_codes({"region": query.get("region")}, on=service().today())
    found = coverage_page(
        projections(),
        point.asof,
        asked=asked,
        part=query["part"],
        region=query.get("region"),
        provider=query.get("provider"),
        after=after,
        limit=limit + 1,
    )
    told = _told(point, asked)
    return answer_page(found, limit=limit, **told)


def _asked(query: dict[str, Any], point: Point) -> CoverageAsked:
    """The question. Raises ``Refused`` as ``asked_filters``, and for a period turned round."""
    first, last = query.get("from"), query.get("to", point.as_of)
    if first is not None and last < first:
        raise refuse("INVALID", field="to" if "to" in query else "from", expected=f"{first} ≤ …")
    return CoverageAsked(asked_filters(query), Scope.of(actor()), last, first)


def _told(point: Point, asked: CoverageAsked) -> dict[str, Any]:
    period = {"from": asked.first, "to": asked.last}
    return {"point": point, "filters": asked.filters, "period": period}


def _templates(
    asked: CoverageAsked, point: Point, *names: str, region: str | None = None
) -> dict[str, Any]:
    """How the numbers of a row open: of the row's organisation, of its region, or of all."""
    days = {"from": asked.first, "to": asked.last}
    url = address(CASES, point, {**narrowed(asked.filters), **days})
    if region is not None:
        url = f"{url}&region={region}"

    def of(part: str) -> str:
        return with_row(f"{url}&part={part}", asked.filters, *names)

    shares = {part: {"cases": of(part), "of": of("graduates")} for part in ("covered", "served")}
    providers = {"cases": f"{of('graduates')}&provider={{code}}"}
    parts = with_row(url, asked.filters, *names, "part")
    return {"parts": parts, **shares, "providers": providers}


def _region(row: Coverage) -> dict[str, Any]:
    return {"region_code": row.region_code, "region": label("regions", row.region_code)}


def _provider(code: str) -> str | None:
    if code == UNNAMED:
        return label("value_reasons", "NO_PROVIDER")
    return label("measure_providers", code)


def _row(row: Coverage) -> dict[str, Any]:
    providers = [
        {"code": code, "label": _provider(code), "cases": cases}
        for code, cases in row.providers.items()
    ]
    return {
        **({} if row.covered_by is None else {"covered_by": row.covered_by}),
        "parts": row.parts,
        "covered": shown_share(row.covered),
        "served": shown_share(row.served),
        "complete": row.complete,
        "providers": providers,
    }
