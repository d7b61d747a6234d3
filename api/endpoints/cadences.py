"""Cadences of monitoring: their cut-offs, and what is due for whom (F103-F106; domain 11.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require, service
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.links import address, narrowed, with_row
from api.point import Point, asked_point, memento, own_region
from api.populations import asked_filters
from api.schemas.cadences import (
    WEEKDAYS,
    CadencesAnswer,
    CadencesQuery,
    CutOffsAnswer,
    CutOffsQuery,
    DueAnswer,
    DueCasesAnswer,
    DueCasesQuery,
    DueQuery,
)
from api.schemas.population import PAGE
from api.shares import shown_reason
from api.texts import label_of
from marshrut.application.codes import check_codes
from marshrut.classifiers import Term, classifier
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.cadences import (
    CutOff,
    cadence_terms,
    cutoffs,
    in_force,
    last_on,
    next_on,
    of_cases,
    weekly,
)
from projections.cadences_due import PARTS, CadenceDue, DueAsked, due, due_page
from projections.population import Scope

feature = Feature("cadences", "Cadences of monitoring: cut-offs, and what is due for whom")

CASES = "/cadences/due/cases"

LONGEST = 10
"""Years of cut-offs that one answer may tell."""


@feature.read("/cadences", query=CadencesQuery, answers=CadencesAnswer)
def read_cadences(*, query: dict[str, Any]) -> Response:
    """Tell the cadences, where each is in force, and its cut-offs around a day."""
    require(Action.READ_REFERENCE)
    day, region = query.get("as_of", _today()), _region(query)
    terms = [term for term in cadence_terms() if region is None or in_force(term, region)]
    told = [
        {**_cadence(term), "last": _cutoff(last_on(term, day)), "next": _cutoff(next_on(term, day))}
        for term in terms
    ]
    return answer({"as_of": day, "cadences": told})


@feature.read("/cadences/<cadence_code>/cutoffs", query=CutOffsQuery, answers=CutOffsAnswer)
def read_cutoffs(*, query: dict[str, Any], cadence_code: str) -> Response:
    """Tell the cut-offs of a cadence between two days: each is an `as_of` to ask figures for."""
    term = classifier("cadences").terms.get(cadence_code)
    if term is None:
        raise refuse("NOT_FOUND")
    require(Action.READ_REFERENCE)
    if "weekday" in query and not weekly(term):
        raise refuse("UNKNOWN_FIELD", field="weekday", allowed={"from", "to", "region"})
    first, last = _days(query)
    region = _region(query)
    holds = None if region is None else in_force(term, region)
    found = [] if holds is False else cutoffs(term, first, last, weekday=_weekday(query))
    payload = {
        "cadence": _cadence(term),
        "period": {"from": first, "to": last},
        "in_force": holds,
        "cutoffs": [_cutoff(one) for one in found],
    }
    return answer(payload)


@feature.read("/cadences/due", query=DueQuery, answers=DueAnswer)
def read_due(*, query: dict[str, Any]) -> Response:
    """Count what is due by each cadence's next cut-off, for each organisation."""
    require(Action.READ_FIGURES)
    point, asked = asked_point(query), _asked(query)
    told = due(projections(), point.asof, asked=asked)
    payload = {
        "point": point,
        "filters": asked.filters,
        "weekday": WEEKDAYS[asked.weekday],
        "cadences": [_due(one) for one in told],
        "templates": {"cadences": _templates(asked, point)},
    }
    return memento(answer(payload), point)


@feature.read(CASES, query=DueCasesQuery, answers=DueCasesAnswer, headers=(PURPOSE,))
def read_due_cases(*, query: dict[str, Any]) -> Response:
    """List the cases of a part of what is due by a cadence, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    asked, limit = _asked(query), query.get("limit", PAGE)
    term = classifier("cadences").get(query["cadence"])
    found = due_page(
        projections(),
        point.asof,
        asked=asked,
        cadence=term.code,
        part=query.get("part", "missing"),
        after=after,
        limit=limit + 1,
    )
    told = {"filters": asked.filters, "cadence": _named(term)}
    return answer_page(found, limit=limit, point=point, **told)


def _templates(asked: DueAsked, point: Point) -> dict[str, Any]:
    """How the counts of a cadence open, and those of an organisation by it."""
    more = {"weekday": WEEKDAYS[asked.weekday]}
    url = f"{address(CASES, point, narrowed(asked.filters), **more)}&cadence={{code}}"
    parts = {part: f"{url}&part={part}" for part in PARTS}
    own = {part: with_row(of, asked.filters, "organisation") for part, of in parts.items()}
    return {"total": parts, "rows": own}


def _asked(query: dict[str, Any]) -> DueAsked:
    return DueAsked(asked_filters(query), Scope.of(actor()), _weekday(query))


def _weekday(query: dict[str, Any]) -> int:
    return WEEKDAYS.index(query.get("weekday", WEEKDAYS[0]))


def _region(query: dict[str, Any]) -> str | None:
    """The region asked for. Raises ``Refused``: there is no such region."""
    region: str | None = query.get("region")
    if region is not None:
        check_codes({"region": region}, on=service().today())
    return region


def _days(query: dict[str, Any]) -> tuple[date, date]:
    """The days asked for. Raises ``Refused``: turned round, or more than ten years."""
    first = query.get("from_", _today().replace(month=1, day=1))
    last = query.get("to", first.replace(month=12, day=31))
    if last < first or last.year - first.year > LONGEST:
        raise refuse("INVALID", field="to", expected=f"{first} … {first.year + LONGEST}-12-31")
    return first, last


def _today() -> date:
    return service().today(own_region())


def _named(term: Term) -> dict[str, Any]:
    return {"code": term.code, "label": label_of(term)}


def _cadence(term: Term) -> dict[str, Any]:
    months = [int(term.extra[name]) for name in ("from_month", "to_month") if term.extra[name]]
    days = term.extra["days"]
    return {
        **_named(term),
        "seed": term.words("seed"),
        "cohorts": term.words("cohorts"),
        "regions": term.words("regions"),
        "default": term.flag("default"),
        "everywhere": not of_cases(term),
        "months": months or None,
        "days": int(days) if days else None,
        "needs": term.extra["needs"] or None,
    }


def _cutoff(cutoff: CutOff | None) -> dict[str, Any] | None:
    return None if cutoff is None else {"from": cutoff.first, "on": cutoff.on}


def _due(told: CadenceDue) -> dict[str, Any]:
    return {
        **_named(classifier("cadences").get(told.code)),
        "last": _cutoff(told.last),
        "next": _cutoff(told.next),
        "reason": shown_reason(told.reason),
        "total": told.total,
        "rows": [{"organisation": row.organisation, **row.parts} for row in told.rows],
    }
