"""The bank of vacancies: its freshness, and what of it suits a graduate (F055; S000-3.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.context import projections, require
from api.cursors import asked_page, link_next
from api.features import CASE, Feature
from api.links import address, case_links, template
from api.point import Point, PointQuery, asked_point, memento
from api.records import check_owner, shown_line, sight_of
from api.schemas.population import PAGE
from api.schemas.vacancies import (
    FRESHNESS,
    BankAnswer,
    BankQuery,
    BankVacanciesAnswer,
    BankVacanciesQuery,
    SuitingVacanciesAnswer,
)
from api.sight import organisation_at, sighted
from api.texts import label, message
from marshrut.application.codes import check_codes
from marshrut.policy import Action
from marshrut.records.kinds import Kind, kinds
from marshrut.records.vacancies import FRESH_DAYS, Seeker
from marshrut.refusals import finding, refuse
from projections.records import Narrowing
from projections.vacancy_bank import VACANCY, Bank, Suiting, bank_at, suiting

feature = Feature("vacancies", "The bank of vacancies: how fresh it is, and whom it suits")

BANK = "/vacancy-bank"
MOST = 100
"""Vacancies that are shown to one graduate."""


@feature.read(BANK, query=BankQuery, answers=BankAnswer)
def read_bank(*, query: dict[str, Any]) -> Response:
    """Count open vacancies, and those of them that were looked at within a quarter."""
    require(Action.READ_FIGURES)
    check_owner(_vacancies(), query.get("organisation"))
    point = asked_point(query)
    narrowing = _narrowing(query)
    bank = _bank(query, point)
    listed = address("/records/vacancies", point, _named(query), open="true")
    links = {
        name: address(f"{BANK}/vacancies", point, _named(query), freshness=name)
        for name in FRESHNESS
    }
    links["filled"] = address("/records/vacancies", point, _named(query), state="FILLED")
    payload = {
        "point": point,
        "filters": narrowing,
        "fresh_days": FRESH_DAYS,
        "open": len(bank.current) + len(bank.stale),
        **{name: len(getattr(bank, name)) for name in FRESHNESS},
        "places": {
            name: sum(line.fields["places"] for line in getattr(bank, name)) for name in FRESHNESS
        },
        "filled_by": len(bank.filled_by),
        "origins": bank.origins(),
        "links": links,
        "templates": {
            "open": listed,
            "current": links["current"],
            "stale": links["stale"],
            "filled_by": links["filled"],
            "origins": template(f"{listed}&field=origin", "value"),
        },
    }
    return memento(answer(payload), point)


@feature.read(f"{BANK}/vacancies", query=BankVacanciesQuery, answers=BankVacanciesAnswer)
def list_by_freshness(*, query: dict[str, Any]) -> Response:
    """List the open vacancies that are current, or those that are to be looked at again."""
    require(Action.READ_FIGURES)
    check_owner(_vacancies(), query.get("organisation"))
    point, after = asked_page(query)
    limit, freshness = query.get("limit", PAGE), query["freshness"]
    found = getattr(_bank(query, point), freshness)
    page = [line for line in found if line.number > after][: limit + 1]
    kind = _vacancies()
    rows = [
        {
            **shown_line(kind, line, point),
            "days_since": (point.as_of - line.confirmed_on).days,
        }
        for line in page[:limit]
    ]
    payload = {
        "point": point,
        "filters": _narrowing(query),
        "freshness": freshness,
        "total": len(found),
        "records": rows,
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].number)
    return memento(response, point)


@feature.read(f"{CASE}/vacancies", query=PointQuery, answers=SuitingVacanciesAnswer)
def read_suiting(*, query: dict[str, Any], case_id: UUID) -> Response:
    """List the current vacancies that suit a graduate, the most fitting first, each with why."""
    view, point, _ = sighted(case_id, query)
    state = view.history.state(point.as_of)
    school = organisation_at(state.organisation, point.asof)
    if school is None:
        raise refuse("NOT_FOUND")
    municipality = state.municipality or school.municipality
    seeker = Seeker(state.programme_code, school.region_code, municipality)
    kind = _vacancies()
    found = suiting(projections(), point.asof, seeker, sight=sight_of(kind), limit=MOST)
    payload = {
        "point": point,
        "case_id": case_id,
        "programme_code": seeker.programme_code,
        "municipality": municipality,
        "records": [_suiting(kind, each, point) for each in found],
        "links": case_links(case_id, point),
    }
    return memento(answer(payload), point)


def _suiting(kind: Kind, each: Suiting, point: Point) -> dict[str, Any]:
    why = [{"code": ground, "label": label("match_grounds", ground)} for ground in each.grounds]
    inn = each.line.fields["employer_inn"]
    unfair = [message(finding("UNFAIR_EMPLOYER", employer_inn=inn))] if each.unfair else []
    return {**shown_line(kind, each.line, point), "grounds": why, "warnings": unfair}


def _vacancies() -> Kind:
    return kinds()[VACANCY]


def _bank(query: dict[str, Any], point: Point) -> Bank:
    check_codes({"region_code": query.get("region_code")}, on=point.as_of)
    sight = sight_of(_vacancies())
    return bank_at(projections(), point.asof, sight=sight, narrowing=_narrowing(query))


def _narrowing(query: dict[str, Any]) -> Narrowing:
    return Narrowing(**_named(query))


def _named(query: dict[str, Any]) -> dict[str, Any]:
    return {name: query.get(name) for name in ("organisation", "region_code")}
