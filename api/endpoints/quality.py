"""The quality of data: findings of cases, and a score of each school, at any point (F127)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.context import actor, projections, require, shows_person
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.point import asked_point, memento
from api.populations import asked_filters, case_rows, persons_opened
from api.quality.answers import shown_finding, shown_kinds, shown_quality
from api.quality.pages import MOST_EXPORTED, whole_cases, whole_scores
from api.schemas.population import PAGE
from api.schemas.quality import (
    QualityAnswer,
    QualityCasesAnswer,
    QualityCasesQuery,
    QualityQuery,
)
from api.table_answers import MEDIA_TYPES, made_by_asker, table_file
from api.texts import label
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.places import DEFAULT_LEAST
from projections.population import Scope
from projections.quality.asked import QualityAsked, Wanted
from projections.quality.cases import quality_rows
from projections.quality.marking import marked
from projections.quality.score import quality

feature = Feature("quality", "The quality of data: findings of cases, and a score of each school")


@feature.read("/quality", query=QualityQuery, answers=QualityAnswer, files=MEDIA_TYPES)
def read_quality(*, query: dict[str, Any]) -> Response:
    """Score schools by the share of cases in which nothing is found, and count what is."""
    require(Action.READ_FIGURES)
    asked, point = _asked(query), asked_point(query)
    if "format" in query:
        table = whole_scores(projections(), point.asof, asked, made_by_asker(point))
        return table_file(table, point, query["format"])
    found = quality(projections(), point.asof, asked)
    payload = {
        "point": point,
        "filters": asked.filters,
        "least": asked.least,
        "rule": label("ranking_rules", "QUALITY"),
        "kinds": shown_kinds(),
        **shown_quality(found, point.asof, asked.filters),
    }
    return memento(answer(payload), point)


@feature.read(
    "/quality/cases",
    query=QualityCasesQuery,
    answers=QualityCasesAnswer,
    files=MEDIA_TYPES,
    headers=(PURPOSE,),
)
def read_quality_cases(*, query: dict[str, Any]) -> Response:
    """List the cases in which something is found, by their numbers, each with what it is."""
    require(Action.READ_CASES)
    asked, (point, after) = _asked(query), asked_page(query)
    wanted = Wanted(query.get("finding"), query.get("kind"))
    found = marked(projections(), point.asof, asked)
    numbers = found.numbers(wanted)
    if "format" in query:
        if len(numbers) > MOST_EXPORTED:
            raise refuse("TOO_LARGE", limit=MOST_EXPORTED)
        persons = (lambda cases: persons_opened(cases, point)) if shows_person() else None
        made = made_by_asker(point)
        table = whole_cases(projections(), found, asked, made, wanted, persons=persons)
        return table_file(table, point, query["format"])
    limit = query.get("limit", PAGE)
    rows = quality_rows(projections(), found, wanted, numbers=numbers, after=after, limit=limit)
    cases = case_rows([row.case for row in rows], point)
    payload = {
        "point": point,
        "filters": asked.filters,
        **wanted._asdict(),
        "total": len(numbers),
        "cases": [
            {**case, "findings": [shown_finding(each) for each in row.findings]}
            for case, row in zip(cases, rows, strict=True)
        ],
    }
    response = answer(payload)
    if rows and numbers[-1] != rows[-1].case.number:
        link_next(response, point, rows[-1].case.number)
    return memento(response, point)


def _asked(query: dict[str, Any]) -> QualityAsked:
    least = query.get("least", DEFAULT_LEAST)
    return QualityAsked(asked_filters(query), Scope.of(actor()), least)
