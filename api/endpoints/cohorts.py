"""Three cohorts in one view: the graduates of a year and of the two before (F135)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.point import asked_point, memento
from api.populations import asked_filters
from api.schemas.cohorts import CohortCasesQuery, CohortsAnswer, CohortsQuery
from api.schemas.population import PAGE, CaseListAnswer
from api.shares import shown_share
from api.texts import label
from marshrut.policy import Action
from projections.cohorts import COHORTS, CohortCount, cohorts, cohorts_page, years_of
from projections.population import Scope

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
        {"cohort": code, "graduation_year": count.years[0], **_count(count)}
        for code, count in zip(COHORTS, each, strict=True)
    ]
    payload = {
        "point": point,
        "filters": filters,
        "year": year,
        "cohorts": rows,
        "sum": _count(together),
        "labels": _labels(together),
    }
    return memento(answer(payload), point)


@feature.read("/cohorts/cases", query=CohortCasesQuery, answers=CaseListAnswer, headers=(PURPOSE,))
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


def _labels(count: CohortCount) -> dict[str, dict[str, str | None]]:
    return {
        "statuses": {code: label("statuses", code) for code in count.statuses},
        "groups": {code: label("status_groups", code) for code in count.groups},
    }
