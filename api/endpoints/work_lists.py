"""Work lists: what is to be done, in which case, and why, at any point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import address, narrowed, with_row
from api.point import asked_point, memento
from api.populations import asked_filters, case_rows
from api.reasons import help_of, reason
from api.schemas.population import PAGE
from api.schemas.work_lists import (
    WorkListAnswer,
    WorkListQuery,
    WorkListsAnswer,
    WorkListsQuery,
)
from api.texts import label_of
from marshrut.classifiers import Term, classifier
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.population import Scope
from projections.work_lists.asking import default_days
from projections.work_lists.lists import work_list_counts, work_list_page
from projections.work_lists.questions import LISTS

feature = Feature("work_lists", "Work lists: what is to be done, in which case, and why")


@feature.read("/work-lists", query=WorkListsQuery, answers=WorkListsAnswer)
def read_work_lists(*, query: dict[str, Any]) -> Response:
    """Tell the work lists, and how many rows each has at a point."""
    require(Action.READ_CASES)
    filters, point = asked_filters(query), asked_point(query)
    scope = Scope.of(actor())
    counts = work_list_counts(projections(), point.asof, filters=filters, scope=scope)
    lists = [{**_list(_term(code)), "count": counts[code].total()} for code in LISTS]
    url = address("/work-lists/{code}", point, narrowed(filters))
    templates: dict[str, Any] = {"lists": {"count": url}}
    payload = {"point": point, "filters": filters, "lists": lists, "templates": templates}
    if "by" in query:
        templates["rows"] = {"counts": with_row(url, filters, "organisation")}
        payload["rows"] = _by_organisation(counts)
    return memento(answer(payload), point)


@feature.read(
    "/work-lists/<list_code>", query=WorkListQuery, answers=WorkListAnswer, headers=(PURPOSE,)
)
def read_work_list(*, query: dict[str, Any], list_code: str) -> Response:
    """List what is to be done at a point, the most urgent first, each with its reason."""
    if list_code not in LISTS:
        raise refuse("NOT_FOUND")
    require(Action.READ_CASES)
    term, days = _term(list_code), _asked_days(query, list_code)
    filters, (point, after) = asked_filters(query), asked_page(query)
    limit = query.get("limit", PAGE)
    found = work_list_page(
        projections(),
        point.asof,
        code=list_code,
        filters=filters,
        scope=Scope.of(actor()),
        days=days,
        after=after,
        limit=limit + 1,
    )
    rows = found[:limit]
    cases = case_rows([row.case for row in rows], point)
    shown = [
        {**case, "reason": reason(term, row), "facts": row.facts}
        for case, row in zip(cases, rows, strict=True)
    ]
    listed = {**_list(term), "days": days}
    payload = {"point": point, "filters": filters, "list": listed, "rows": shown}
    response = answer(payload)
    if len(found) > limit:
        link_next(response, point, after + limit)
    return memento(response, point)


def _asked_days(query: Mapping[str, Any], code: str) -> int | None:
    """The days asked for or the list's own. Raises ``Refused`` where it has none."""
    default = default_days(code)
    if default is None and "days" in query:
        taken = WorkListQuery().fields.keys() - {"days"}
        raise refuse("UNKNOWN_FIELD", field="days", allowed=taken)
    days: int | None = query.get("days", default)
    return days


def _by_organisation(counts: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    schools = sorted({school for counter in counts.values() for school in counter})
    return [
        {"organisation": school, "counts": {code: counts[code][school] for code in LISTS}}
        for school in schools
    ]


def _list(term: Term) -> dict[str, Any]:
    named = {"code": term.code, "label": label_of(term), "help": help_of(term)}
    return {**named, "days": default_days(term.code)}


def _term(code: str) -> Term:
    return classifier("work_lists").get(code)
