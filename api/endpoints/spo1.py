"""Reconciliation of the contingent with the report СПО-1 (F116; domain 7.8; S002-2.1, 2.7, 6.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from api.answers import CREATED, answer
from api.context import incoming, projections, require, service
from api.features import IDEMPOTENCY_KEY, IF_MATCH, Feature
from api.point import Point, asked_point, memento
from api.records import asked_record, check_owner, sight_of
from api.schemas.records import RecordWrittenAnswer
from api.schemas.spo1 import (
    Spo1Answer,
    Spo1LinesForm,
    Spo1Query,
    Spo1ReportsAnswer,
    Spo1ReportsQuery,
)
from api.sent_files import allow_a_file, sent_file_of_form, sent_form, unfit
from api.spo1 import point_of, shown_rows, shown_summary, spo1_table
from api.table_answers import MEDIA_TYPES, made_by_asker, table_file
from marshrut.application import records as use_cases
from marshrut.application.codes import check_codes
from marshrut.application.plain_writes import Repeated
from marshrut.application.records import SavedRecord
from marshrut.imports.problems import BadFile
from marshrut.imports.spo1 import read_spo1
from marshrut.policy import Action
from marshrut.records.kinds import Kind, kinds
from marshrut.refusals import refuse
from projections.records import Narrowing, record_at
from projections.spo1 import KIND, Reconciled, reconciliation, reconciliations

feature = Feature("spo1", "Reconciliation of the contingent with the report СПО-1")

REPORTS = "/spo1-reports"
ONE = f"{REPORTS}/<uuid:spo1_id>"
EFFECTIVE_ON = {"effective_on": {"type": "string", "format": "date"}}


@feature.read(REPORTS, query=Spo1ReportsQuery, answers=Spo1ReportsAnswer)
def list_reports(*, query: dict[str, Any]) -> Response:
    """List the reports СПО-1 in sight, and whether the cases correspond to each."""
    require(Action.READ_FIGURES)
    check_owner(_kind(), query.get("organisation"))
    point = asked_point(query)
    check_codes({"region_code": query.get("region_code")}, on=point.as_of)
    narrowing = Narrowing(
        organisation=query.get("organisation"), region_code=query.get("region_code")
    )
    found = reconciliations(projections(), point.asof, sight=sight_of(_kind()), narrowing=narrowing)
    payload = {
        "point": point,
        "filters": narrowing,
        "reports": [shown_summary(each, point) for each in found],
    }
    return memento(answer(payload), point)


@feature.read(f"{ONE}/reconciliation", query=Spo1Query, answers=Spo1Answer, files=MEDIA_TYPES)
def read_reconciliation(*, query: dict[str, Any], spo1_id: UUID) -> Response:
    """Set a report СПО-1 beside the cases: row by row both numbers, the difference, and why."""
    point = asked_point(query)
    reconciled = _reconciled(spo1_id, point)
    if "format" in query:
        table = spo1_table(projections(), reconciled, made_by_asker(point))
        return table_file(table, point, query["format"])
    counted_at = point_of(reconciled, point)
    payload = {
        "point": point,
        "counted_at": counted_at,
        **shown_summary(reconciled, point),
        "rows": shown_rows(reconciled, counted_at),
    }
    return memento(answer(payload), point)


@feature.send(
    f"{ONE}/lines",
    fields=EFFECTIVE_ON,
    answers=RecordWrittenAnswer,
    headers=(IF_MATCH, IDEMPOTENCY_KEY),
)
def send_lines(*, spo1_id: UUID) -> Response:
    """Take the lines of a report СПО-1 from a table (XLSX or CSV), instead of those it had."""
    allow_a_file()
    visit = use_cases.visit_record(service(), incoming(), _kind(), spo1_id)
    form = sent_form(Spo1LinesForm)
    try:
        sheet = read_spo1(sent_file_of_form())
    except BadFile as bad:
        return unfit(bad)
    effective_on = form.get("effective_on") or visit.today
    return _written(use_cases.change(visit, effective_on=effective_on, fields=sheet.fields))


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    return _written(repeated.saved)


def _written(saved: SavedRecord) -> Response:
    told = {**msgspec.structs.asdict(saved), "warnings": []}
    return answer(told, CREATED, ETag=f'"{saved.version}"')


def _reconciled(spo1_id: UUID, point: Point) -> Reconciled:
    asked_record(_kind(), spo1_id, point)
    line = record_at(projections(), point.asof, spo1_id)
    if line is None:
        raise refuse("NOT_FOUND")
    return reconciliation(projections(), point.asof, line)


def _kind() -> Kind:
    return kinds()[KIND]
