"""What is reported of indicators that the ledger cannot count: reported, decided on, read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import actor, incoming, projections, require, service
from api.cursors import asked_page, link_next
from api.features import IDEMPOTENCY_KEY, IF_MATCH, Feature
from api.point import memento
from api.populations import check_own_organisation
from api.reported import told
from api.schemas.population import PAGE
from api.schemas.reported_values import (
    ReportCorrectionRequest,
    ReportedValuesAnswer,
    ReportedValuesQuery,
    ReportReasonRequest,
    ReportRequest,
    ReportWrittenAnswer,
    ValueApprovalRequest,
)
from marshrut.application import reported_values
from marshrut.application.plain_writes import Repeated
from marshrut.application.reported_visit import (
    SavedValue,
    SeriesVisit,
    check_visit,
    deciding,
    visit_report,
)
from marshrut.indicators.definitions import UnknownIndicator, definition
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.population import Scope
from projections.reported_list import Narrowing, reported_page, series_of

VALUES = "/indicators/<indicator>/values"
VALUE = f"{VALUES}/<uuid:value_id>"
ON_VALUE: dict[str, Any] = {
    "answers": ReportWrittenAnswer,
    "headers": (IF_MATCH, IDEMPOTENCY_KEY),
}

feature = Feature("reported-values", "Values of indicators that are reported, not counted")


@feature.read(VALUES, query=ReportedValuesQuery, answers=ReportedValuesAnswer)
def list_values(indicator: str, *, query: dict[str, Any]) -> Response:
    """List what is reported of an indicator by the point, of whatever period, with its history."""
    _check_indicator(indicator)
    require(Action.READ_FIGURES)
    if "organisation" in query:
        check_own_organisation(query["organisation"])
    named = {name: query.get(name) for name in ("category", "region_code")}
    reported_values.check_said(named, on=service().today())
    point, after = asked_page(query)
    narrowing = Narrowing(**{n: v for n, v in query.items() if n in Narrowing.__struct_fields__})
    limit = query.get("limit", PAGE)
    found = reported_page(
        projections(),
        point.asof,
        indicator=indicator,
        scope=Scope.of(actor()),
        narrowing=narrowing,
        after=after,
        limit=limit + 1,
    )
    page = found[:limit]
    payload = {"point": point, "filters": narrowing, "indicator": indicator}
    response = answer({**payload, "values": [told(each, point) for each in page]})
    if len(found) > limit:
        link_next(response, point, page[-1].number)
    return memento(response, point)


@feature.write(VALUES, body=ReportRequest, answers=ReportWrittenAnswer)
def report(indicator: str) -> Response:
    """Report a value for a period, on evidence, to be approved by the authority."""
    _check_indicator(indicator)
    request = incoming()
    reported_values.begin_report(service(), request)
    body = load_body(ReportRequest)
    return _written(reported_values.report(service(), request, indicator_id=indicator, **body))


@feature.write(f"{VALUE}/approval", body=ValueApprovalRequest, **ON_VALUE)
def approve(indicator: str, value_id: UUID) -> Response:
    """Approve a report as it was read. Nobody approves their own."""
    visit = _deciding(indicator, value_id)
    return _written(reported_values.approve(visit, **load_body(ValueApprovalRequest)))


@feature.write(f"{VALUE}/return", body=ReportReasonRequest, **ON_VALUE)
def send_back(indicator: str, value_id: UUID) -> Response:
    """Return a report to be put right; it counts no more until it is corrected or approved."""
    visit = _deciding(indicator, value_id)
    return _written(reported_values.send_back(visit, **load_body(ReportReasonRequest)))


@feature.write(f"{VALUE}/correction", body=ReportCorrectionRequest, **ON_VALUE)
def correct(indicator: str, value_id: UUID) -> Response:
    """Say that a report was wrong: the named fields replace its own; it is approved anew."""
    visit = _reporting(indicator, value_id)
    return _written(reported_values.correct(visit, **load_body(ReportCorrectionRequest)))


@feature.write(f"{VALUE}/annulment", body=ReportReasonRequest, **ON_VALUE)
def annul(indicator: str, value_id: UUID) -> Response:
    """Say that a report should never have been."""
    visit = _reporting(indicator, value_id)
    return _written(reported_values.annul(visit, **load_body(ReportReasonRequest)))


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    return _written(repeated.saved)


def _check_indicator(indicator: str) -> None:
    try:
        definition(indicator, day=service().today())
    except UnknownIndicator as unknown:
        raise refuse("NOT_FOUND") from unknown


def _deciding(indicator: str, value_id: UUID) -> SeriesVisit:
    visit = _visit(indicator, value_id)
    check_visit(visit, action=deciding(visit.series.subject))
    return visit


def _reporting(indicator: str, value_id: UUID) -> SeriesVisit:
    visit = _visit(indicator, value_id)
    check_visit(visit, action=Action.REPORT_VALUES)
    return visit


def _visit(indicator: str, value_id: UUID) -> SeriesVisit:
    series = series_of(projections(), value_id, indicator=indicator)
    if series is None:
        raise refuse("NOT_FOUND")
    return visit_report(service(), incoming(), series, value_id)


def _written(saved: SavedValue) -> Response:
    return answer(msgspec.structs.asdict(saved), CREATED, ETag=f'"{saved.version}"')
