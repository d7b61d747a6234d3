"""Three cohorts in one view: the graduates of a year and of the two before (F135)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.figure_links import RISKS, cell_templates, row_links
from api.links import OF_ROW
from api.point import asked_point, memento
from api.populations import asked_filters
from api.schemas.cohorts import CohortCasesQuery, CohortsAnswer, CohortsQuery
from api.schemas.population import PAGE, CaseListAnswer
from api.shares import shown_share
from api.texts import label
from marshrut.policy import Action
from projections.cohorts import COHORTS, CohortCount, cohorts, cohorts_page, years_of
from projections.population import Filters, Scope

CASES = "/cohorts/cases"

feature = Feature("cohorts", "Three cohorts in one view, each with its own totals")


@feature.read("/cohorts", query=CohortsQuery, answers=CohortsAnswer)
def read_cohorts(*, query: dict[str, Any]) -> Response:
    """Count the graduates of a year and of the two before, by cohort and together."""
    require(Action.READ_FIGURES)
    point, filters = asked_point(query), asked_filters(query)
    year = query.get("year", point.as_of.year)
    *each, together = cohorts(
        projections(), point.asof, year=year, filters=filters, scope=Scope.of(actor())
    )
    rows = [
        {
            "cohort": code,
            "graduation_year": count.years[0],
            **_count(count),
            "links": row_links(CASES, point, filters, {}, year=year, cohort=code),
        }
        for code, count in zip(COHORTS, each, strict=True)
    ]
    told = _templates(filters)
    payload = {
        "point": point,
        "filters": filters,
        "year": year,
        "cohorts": rows,
        "sum": {
            **_count(together),
            "links": row_links(CASES, point, filters, {}, year=year),
        },
        "labels": _labels(together),
        "templates": {"cohorts": told, "sum": told},
    }
    return memento(answer(payload), point)


@feature.read(CASES, query=CohortCasesQuery, answers=CaseListAnswer, headers=(PURPOSE,))
def read_cohort_cases(*, query: dict[str, Any]) -> Response:
    """List the cases of a cohort, or of all three, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    filters, limit = asked_filters(query), query.get("limit", PAGE)
    found = cohorts_page(
        projections(),
        point.asof,
        years=years_of(query.get("year", point.as_of.year), query.get("cohort")),
        filters=filters,
        scope=Scope.of(actor()),
        after=after,
        limit=limit + 1,
    )
    return answer_page(found, limit=limit, point=point, filters=filters)


def _count(count: CohortCount) -> dict[str, Any]:
    return {
        "total": count.total,
        "statuses": count.statuses,
        "groups": count.groups,
        "at_risk_strict": shown_share(count.at_risk_strict),
        "at_risk_form": shown_share(count.at_risk_form),
    }


def _templates(filters: Filters) -> dict[str, Any]:
    """How the numbers open; of a share both, unless the link of the row tells its cases."""
    return {
        **cell_templates(filters),
        **{
            name: {**({"cases": told} if told else {}), "of": OF_ROW}
            for name in RISKS
            for told in [cell_templates(filters).get(name)]
        },
    }


def _labels(count: CohortCount) -> dict[str, dict[str, str | None]]:
    return {
        "statuses": {code: label("statuses", code) for code in count.statuses},
        "groups": {code: label("status_groups", code) for code in count.groups},
    }
