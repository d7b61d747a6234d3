"""What the bank of vacancies comes to: per 100 students, and at the ОПК (F059, F060)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import address, segment
from api.point import Point, asked_point, memento
from api.populations import check_own_organisation
from api.records import shown_line, sight_of
from api.schemas.population import PAGE
from api.schemas.vacancy_figures import (
    DefenceAnswer,
    DefenceCasesAnswer,
    DefencePageQuery,
    DefenceQuery,
    DefenceVacanciesAnswer,
    PerHundredAnswer,
    PerHundredPageQuery,
    PerHundredQuery,
    PerHundredVacanciesAnswer,
)
from api.sight import own_school
from marshrut.application.codes import check_codes
from marshrut.policy import Action
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse
from projections.case_list import case_page
from projections.defence import Days, FilledVacancy, employed_at, filled_at
from projections.population import ANY, Filters, Scope
from projections.records import record_at
from projections.vacancies_per_hundred import INDICATOR, PerHundred, per_hundred_at
from projections.vacancy_bank import VACANCY

feature = Feature("vacancy-figures", "Vacancies per 100 students; the ОПК: vacancies and work")

PER_HUNDRED, DEFENCE = "/vacancy-bank/per-hundred", "/vacancy-bank/defence"


@feature.read(PER_HUNDRED, query=PerHundredQuery, answers=PerHundredAnswer)
def read_per_hundred(*, query: dict[str, Any]) -> Response:
    """Count for each school the current vacancies that suit it, and per 100 of its students."""
    require(Action.READ_FIGURES)
    point = asked_point(query)
    whose = {name: query[name] for name in ("organisation", "region_code") if name in query}
    if "organisation" in whose:
        check_own_organisation(whose["organisation"])
    check_codes({"region_code": whose.get("region_code")}, on=point.as_of)
    rows = [
        _school(told, point)
        for told in per_hundred_at(projections(), point.asof, scope=Scope.of(actor()))
        if all(getattr(told, name) == value for name, value in whose.items())
    ]
    payload = {"point": point, "filters": whose, "indicator": INDICATOR, "rows": rows}
    return memento(answer(payload), point)


@feature.read(
    f"{PER_HUNDRED}/<code>/vacancies", query=PerHundredPageQuery, answers=PerHundredVacanciesAnswer
)
def list_for_school(*, query: dict[str, Any], code: str) -> Response:
    """List the current vacancies that count for a school (S004-I8)."""
    require(Action.READ_FIGURES)
    point, after = asked_page(query)
    limit = query.get("limit", PAGE)
    if not own_school(code):
        raise refuse("NOT_FOUND")
    found = per_hundred_at(projections(), point.asof, scope=Scope(organisation=code))
    lines = found[0].vacancies if found else []
    page = [line for line in lines if line.number > after][: limit + 1]
    payload = {
        "point": point,
        "organisation": code,
        "total": len(lines),
        "records": [shown_line(kinds()[VACANCY], line, point) for line in page[:limit]],
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].number)
    return memento(response, point)


@feature.read(DEFENCE, query=DefenceQuery, answers=DefenceAnswer)
def read_defence(*, query: dict[str, Any]) -> Response:
    """Count the vacancies of the ОПК that were filled in a period, and who began to work there."""
    require(Action.READ_FIGURES)
    point = asked_point(query)
    whose, days = _whose(query), _days(query, point)
    filled = _filled(whose, days, point)
    asked = {**whose, **_period(days)}
    vacancies = address(f"{DEFENCE}/vacancies", point, asked)
    payload = {
        "point": point,
        "filters": whose,
        "period": _period(days),
        "vacancies": len(filled),
        "places": sum(len(each.filling.case_ids) for each in filled),
        "employed": len(_employed(whose, days, point)),
        "links": {
            "vacancies": vacancies,
            "places": vacancies,
            "employed": address(f"{DEFENCE}/cases", point, asked),
        },
    }
    return memento(answer(payload), point)


@feature.read(f"{DEFENCE}/vacancies", query=DefencePageQuery, answers=DefenceVacanciesAnswer)
def list_filled(*, query: dict[str, Any]) -> Response:
    """List the vacancies of the ОПК that were filled in a period, by day."""
    require(Action.READ_FIGURES)
    point, after = asked_page(query)
    whose, days, limit = _whose(query), _days(query, point), query.get("limit", PAGE)
    filled = sorted(_filled(whose, days, point), key=lambda each: each.filling.on)
    payload = {
        "point": point,
        "filters": whose,
        "period": _period(days),
        "total": len(filled),
        "records": [_vacancy(each, point) for each in filled[after : after + limit]],
    }
    response = answer(payload)
    if after + limit < len(filled):
        link_next(response, point, after + limit)
    return memento(response, point)


@feature.read(
    f"{DEFENCE}/cases", query=DefencePageQuery, answers=DefenceCasesAnswer, headers=(PURPOSE,)
)
def list_employed(*, query: dict[str, Any]) -> Response:
    """List those whose work at an enterprise of the ОПК began in a period, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    whose, days, limit = _whose(query), _days(query, point), query.get("limit", PAGE)
    found = case_page(
        projections(),
        point.asof,
        filters=Filters(lifecycle=ANY),
        scope=Scope.of(actor()),
        after=after,
        limit=limit + 1,
        among=_employed(whose, days, point),
    )
    return answer_page(found, limit=limit, point=point, filters=whose, period=_period(days))


def _school(told: PerHundred, point: Point) -> dict[str, Any]:
    asked = {"organisation": told.organisation}
    listed = address(f"{PER_HUNDRED}/{segment(told.organisation)}/vacancies", point)
    reported = address(f"/indicators/{INDICATOR}/values", point, asked)
    return {
        **asked,
        "name": told.name,
        "region_code": told.region_code,
        "vacancies": len(told.vacancies),
        "own": told.own,
        "places": sum(line.fields["places"] for line in told.vacancies),
        "students": told.students,
        "per_hundred": told.per_hundred,
        "own_per_hundred": told.own_per_hundred,
        "links": {
            "students": reported,
            **dict.fromkeys(("vacancies", "own", "per_hundred", "own_per_hundred"), listed),
        },
    }


def _vacancy(each: FilledVacancy, point: Point) -> dict[str, Any]:
    line = record_at(projections(), point.asof, each.record_id)
    if line is None:
        raise LookupError(f"{each.record_id} was filled before the day and is not there on it")
    shown = shown_line(kinds()[VACANCY], line, point)
    return {**shown, "filled_on": each.filling.on, "places": len(each.filling.case_ids)}


def _filled(whose: dict[str, str], days: Days, point: Point) -> list[FilledVacancy]:
    sight = sight_of(kinds()[VACANCY])
    return filled_at(
        projections(), point.asof, days, sight=sight, organisation=whose.get("organisation")
    )


def _employed(whose: dict[str, str], days: Days, point: Point) -> list[Any]:
    filters = Filters(organisation=whose.get("organisation"))
    return employed_at(projections(), point.asof, days, filters=filters, scope=Scope.of(actor()))


def _whose(query: dict[str, Any]) -> dict[str, str]:
    if "organisation" not in query:
        return {}
    check_own_organisation(query["organisation"])
    return {"organisation": query["organisation"]}


def _days(query: dict[str, Any], point: Point) -> Days:
    last = query.get("to") or point.as_of
    first = query.get("from") or date(last.year, 1, 1)
    if last < first:
        raise refuse("DATE_ORDER", field="to", value=last, not_before=first)
    return Days(first, last)


def _period(days: Days) -> dict[str, date]:
    return {"from": days.first, "to": days.last}
