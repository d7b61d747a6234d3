"""Causes of being at risk, or of not working in the specialty: recorded, counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.links import address, narrowed
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.schemas.casework import RiskCauseRequest
from api.schemas.entries import StatusEndRequest
from api.schemas.population import PAGE, CaseListAnswer, PopulationQuery
from api.schemas.risks import RiskCasesQuery, RisksAnswer
from api.texts import label
from marshrut.application.risks import add_risk_cause, end_risk_cause
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.policy import Action
from projections.population import Scope
from projections.risks import CauseCount, risk_figures, risk_page

CASES = "/risks/cases"

feature = Feature("risks", "Why a graduate is at risk of non-employment")


@feature.case_write("/risk-causes", body=RiskCauseRequest)
def add(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a cause."""
    return add_risk_cause(visit, **body)


@feature.case_write("/risk-causes/<uuid:entry_id>/end", body=StatusEndRequest)
def end(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """State the last day of a cause."""
    return end_risk_cause(visit, entry_id, **body)


@feature.read("/risks", query=PopulationQuery, answers=RisksAnswer)
def read_risks(*, query: dict[str, Any]) -> Response:
    """Count the cases in each group for individual work, and their causes."""
    require(Action.READ_FIGURES)
    point, filters = asked_point(query), asked_filters(query)
    scope, asked = Scope.of(actor()), narrowed(filters)
    groups, causes = risk_figures(projections(), point.asof, filters=filters, scope=scope)
    told = [
        {
            "code": group.code,
            "label": label("risk_groups", group.code),
            "cases": group.cases,
            "causes": [
                _cause(cause, {**asked, "group": group.code}, point) for cause in group.causes
            ],
            "links": {"cases": address(CASES, point, asked, group=group.code)},
        }
        for group in groups
    ]
    payload = {"point": point, "filters": filters, "overlapping": True, "groups": told}
    told_causes = [_cause(cause, asked, point) for cause in causes]
    return memento(answer({**payload, "causes": told_causes}), point)


@feature.read(CASES, query=RiskCasesQuery, answers=CaseListAnswer, headers=(PURPOSE,))
def read_risk_cases(*, query: dict[str, Any]) -> Response:
    """List the cases in a group, with a cause, or both, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    filters, limit = asked_filters(query), query.get("limit", PAGE)
    found = risk_page(
        projections(),
        point.asof,
        filters=filters,
        scope=Scope.of(actor()),
        group=query.get("group"),
        cause=query.get("cause"),
        subject=query.get("subject"),
        after=after,
        limit=limit + 1,
    )
    return answer_page(found, limit=limit, point=point, filters=filters)


def _cause(cause: CauseCount, asked: dict[str, Any], point: Point) -> dict[str, Any]:
    which = {"cause": cause.code, "subject": cause.subject}
    return {
        "code": cause.code,
        "label": label("risk_causes", cause.code),
        "subject": cause.subject,
        "cases": cause.cases,
        "links": {"cases": address(CASES, point, asked, **which)},
    }
