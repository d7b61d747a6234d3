"""Surveys by sample of work in the specialty: who is asked, what that says (F119; S004-A16)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.context import actor, projections, require, service
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.point import Point, asked_point, memento
from api.populations import case_rows
from api.records import asked_record, concerns_centre, record_links
from api.sample_surveys import (
    ANSWERS,
    SURVEYS,
    part_links,
    survey_table,
    told_figures,
    told_survey,
)
from api.schemas.population import PAGE
from api.schemas.sample_surveys import (
    EstimateQuery,
    SurveyCasesAnswer,
    SurveyCasesQuery,
    SurveyEstimateAnswer,
)
from api.table_answers import MEDIA_TYPES, made_by_asker, table_file
from api.texts import label
from marshrut.ledger.clock import moment_of
from marshrut.policy import Action
from marshrut.records.kinds import Kind, kinds
from marshrut.records.sampling import KIND, Unit
from marshrut.refusals import refuse
from projections.case_list import CaseRow, numbered_page
from projections.records import RecordLine, record_at
from projections.sample_surveys import SurveyFigures, survey_figures

feature = Feature("sample-surveys", "Surveys by sample of work in the specialty")

ONE = f"{SURVEYS}/<uuid:survey_id>"


@feature.read(f"{ONE}/estimate", query=EstimateQuery, answers=SurveyEstimateAnswer,
              files=MEDIA_TYPES)  # fmt: skip
def read_estimate(*, query: dict[str, Any], survey_id: UUID) -> Response:
    """Tell what the answers of a sample say of all, with the confidence interval."""
    point = asked_point(query)
    asked_record(_kind(), survey_id, point)
    line, figures = _figures(survey_id, point)
    if "format" in query:
        table = survey_table(line, figures, made_by_asker(point), point.known_position)
        return table_file(table, point, query["format"])
    told = told_figures(figures)
    for stratum in told["strata"]:
        stratum["links"] = part_links(survey_id, point, stratum["stratum"])
    record = record_links(_kind(), survey_id, point)["record"]
    payload = {
        "point": point,
        "survey": _survey(line, figures),
        **told,
        "links": {**part_links(survey_id, point), "record": record},
    }
    return memento(answer(payload), point)


@feature.read(f"{ONE}/cases", query=SurveyCasesQuery, answers=SurveyCasesAnswer, headers=(PURPOSE,))
def list_survey_cases(*, query: dict[str, Any], survey_id: UUID) -> Response:
    """List who is in the sample, or in another part; a centre sees its own of them."""
    point, after = asked_page(query)
    record = service().record(survey_id)
    if record is None or record.kind != KIND or not concerns_centre(record):
        raise refuse("NOT_FOUND")
    require(Action.READ_CASES)
    line, figures = _figures(survey_id, point)
    part, stratum, limit = (
        query.get("part", "sample"),
        query.get("stratum"),
        query.get("limit", PAGE),
    )
    units = figures.part(part, stratum, actor().organisation)
    told = {unit.number: unit for unit in units}
    page = numbered_page(
        projections(), figures.drawn_at, numbers=told, after=after, limit=limit + 1
    )
    payload = {
        "point": point,
        "survey": _survey(line, figures),
        "part": part,
        "stratum": stratum,
        "total": len(told),
        "cases": _rows(page[:limit], told, figures),
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].number)
    return memento(response, point)


def _rows(
    page: list[CaseRow], told: dict[int, Unit], figures: SurveyFigures
) -> list[dict[str, Any]]:
    rows = case_rows(page, _drawn_at(figures))
    return [
        {**row, "stratum": told[row["number"]].stratum, **_answered(row["case_id"], figures)}
        for row in rows
    ]


def _answered(case_id: UUID, figures: SurveyFigures) -> dict[str, Any]:
    said = figures.answers.get(case_id)
    return {
        "found": said.found if said else None,
        "found_label": label(ANSWERS, said.found) if said else None,
        "answered_on": said.effective_on if said else None,
        "recorded": case_id in figures.recorded,
    }


def _figures(survey_id: UUID, point: Point) -> tuple[RecordLine, SurveyFigures]:
    line = record_at(projections(), point.asof, survey_id)
    if line is None:
        raise refuse("NOT_FOUND")
    return line, survey_figures(projections(), point.asof, line)


def _survey(line: RecordLine, figures: SurveyFigures) -> dict[str, Any]:
    return {**told_survey(line, figures), "drawn_at": _drawn_at(figures)}


def _drawn_at(figures: SurveyFigures) -> Point:
    """The point of the population, as answers show one."""
    day, position = figures.drawn_at.as_of, figures.drawn_at.known
    at = service().ledger.times_of([position])[position]
    return Point(as_of=day, known_position=position, known_at=moment_of(at))


def _kind() -> Kind:
    return kinds()[KIND]
