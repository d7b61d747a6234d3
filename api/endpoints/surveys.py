"""What graduates have said in surveys, group by group, down to the cases (F034)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.links import OF_ROW, address, narrowed, template
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.schemas.population import PAGE
from api.schemas.surveys import (
    IntentionsAnswer,
    IntentionsCasesQuery,
    IntentionsQuery,
    SatisfactionAnswer,
    SatisfactionCasesQuery,
    SatisfactionQuery,
    SurveyedAnswer,
)
from api.texts import label
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.case_list import numbered_page
from projections.funnel import percent
from projections.population import Filters, Scope
from projections.surveys import (
    ANSWERED,
    GROUPS,
    UNSAID,
    Asked,
    Liked,
    Said,
    answering,
    everybody,
    intentions,
    liking,
    satisfaction,
)

feature = Feature("surveys", "What graduates have said in surveys")

INTENTIONS, SATISFACTION = "/survey-results/intentions", "/survey-results/satisfaction"
CODES = {
    "IN_SPECIALTY": "yes_no",
    "CHANNEL": "statuses",
    "REGION": "regions",
    "SALARY": "salary_bands",
}
"""The classifiers of what is said."""

LABELLED = {
    "study_form": "study_forms",
    "ugps": "ugps",
    "measure_code": "measures",
    "provider": "measure_providers",
}


@feature.read(INTENTIONS, query=IntentionsQuery, answers=IntentionsAnswer)
def read_intentions(*, query: dict[str, Any]) -> Response:
    """Tell what students and graduates intend, by the latest survey of each."""
    require(Action.READ_FIGURES)
    point, filters, by = asked_point(query), asked_filters(query), query.get("by")
    found = intentions(projections(), point.asof, asked=_asked(filters), by=by)
    payload = {
        "point": point,
        "filters": filters,
        "by": by,
        "rows": [_row(each, filters, by, point) for each in found],
        "templates": {
            "rows": {
                "cases": OF_ROW,
                "asked": "{+asked}",
                "answers": {"counts": template(OF_ROW, "said")},
            }
        },
    }
    return memento(answer(payload), point)


@feature.read(
    f"{INTENTIONS}/cases",
    query=IntentionsCasesQuery,
    answers=SurveyedAnswer,
    headers=(PURPOSE,),
)
def read_intentions_cases(*, query: dict[str, Any]) -> Response:
    """List the cases behind a number, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    filters, part = asked_filters(query), query.get("part", "asked")
    question, said = query.get("question"), query.get("said")
    if said is not None and question is None:
        raise refuse("REQUIRED", field="question", expected="IN_SPECIALTY")
    asked = _asked(filters)
    if part == "all":
        numbers = everybody(projections(), point.asof, asked=asked)
    else:
        told = {"question": question, "said": said}
        numbers = answering(projections(), point.asof, asked=asked, **told)
    which = {"part": part, "question": question, "said": said}
    return _page(numbers, query, point, after, {**narrowed(filters), **which})


@feature.read(SATISFACTION, query=SatisfactionQuery, answers=SatisfactionAnswer)
def read_satisfaction(*, query: dict[str, Any]) -> Response:
    """Tell how the measures of a period were liked by whom they were given to."""
    require(Action.READ_FIGURES)
    point, filters = asked_point(query), asked_filters(query)
    by, (first, last) = query.get("by", GROUPS[0]), _period(query, point)
    asked = _asked(filters)
    found = satisfaction(projections(), point.asof, asked=asked, first=first, last=last, by=by)
    period = {"from": first, "to": last}
    payload = {
        "point": point,
        "filters": filters,
        "period": period,
        "by": by,
        "overlapping": True,
        "rows": [_liked(each, by, {**narrowed(filters), **period}, point) for each in found],
        "templates": {
            "rows": {
                "given": f"{OF_ROW}&part=given",
                "answered": f"{OF_ROW}&part=answered",
                "scores": template(OF_ROW, "part"),
            }
        },
    }
    return memento(answer(payload), point)


@feature.read(
    f"{SATISFACTION}/cases",
    query=SatisfactionCasesQuery,
    answers=SurveyedAnswer,
    headers=(PURPOSE,),
)
def read_satisfaction_cases(*, query: dict[str, Any]) -> Response:
    """List the cases behind a number, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    filters, part = asked_filters(query), query.get("part", ANSWERED)
    first, last = _period(query, point)
    named = ("measure_code", "provider")
    of: dict[str, str] = {name: query[name] for name in named if name in query}
    numbers = liking(
        projections(),
        point.asof,
        asked=_asked(filters),
        first=first,
        last=last,
        of=of,
        part=part,
    )
    told: dict[str, Any] = {**narrowed(filters), **of, "part": part, "from": first, "to": last}
    return _page(numbers, query, point, after, told)


def _page(
    numbers: list[int], query: dict[str, Any], point: Point, after: int, filters: dict[str, Any]
) -> Response:
    limit = query.get("limit", PAGE)
    rows = numbered_page(projections(), point.asof, numbers=numbers, after=after, limit=limit + 1)
    return answer_page(rows, limit=limit, point=point, filters=filters, total=len(numbers))


def _asked(filters: Filters) -> Asked:
    return Asked(filters, Scope.of(actor()))


def _period(query: dict[str, Any], point: Point) -> tuple[date, date]:
    last = query.get("last") or point.as_of
    first = query.get("first") or date(last.year, 1, 1)
    if last < first:
        raise refuse("DATE_ORDER", field="to", value=last, not_before=first)
    return first, last


def _row(said: Said, filters: Filters, by: str | None, point: Point) -> dict[str, Any]:
    asked = narrowed(filters, **({by: said.key} if by else {}))
    path = f"{INTENTIONS}/cases"
    return {
        "key": said.key,
        "label": _labelled(by, said.key),
        "cases": said.cases,
        "asked": said.asked,
        "percent": percent(said.asked, said.cases),
        "salary_median": said.salary,
        "answers": [
            {
                "question": question,
                "label": label("survey_questions", question),
                "counts": counts,
                "labels": {code: _said_label(question, code) for code in counts},
                "links": {"cases": address(path, point, asked, question=question)},
            }
            for question, counts in said.answers.items()
        ],
        "links": {
            "cases": address(path, point, asked, part="all"),
            "asked": address(path, point, asked, part="asked"),
        },
    }


def _liked(each: Liked, by: str, asked: dict[str, Any], point: Point) -> dict[str, Any]:
    which = {by: UNSAID if each.key is None else each.key}
    return {
        "key": each.key,
        "label": _labelled(by, each.key),
        "given": each.given,
        "answered": each.answered,
        "scores": {str(score): number for score, number in each.scores.items()},
        "mean": each.mean,
        "links": {"cases": address(f"{SATISFACTION}/cases", point, {**asked, **which})},
    }


def _labelled(by: str | None, key: Any) -> str | None:
    return label(LABELLED[by], key) if by in LABELLED and key is not None else None


def _said_label(question: str, code: str) -> str | None:
    if code == UNSAID:
        return None
    return label(CODES[question], code) if question in CODES else code
