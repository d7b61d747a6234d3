"""How the targets of a programme stand at a point, and the cases behind each fact."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections
from api.cursors import asked_page
from api.endpoints.programmes import ONE, asked_programme
from api.features import PURPOSE, Feature
from api.figure_ways import in_force, record_links
from api.links import Links, address, segment
from api.point import Point, memento
from api.programmes import coded, target
from api.schemas.population import PAGE, CaseListAnswer
from api.schemas.programmes import (
    ProgrammeEvaluationAnswer,
    ProgrammeEvaluationCasesQuery,
    ProgrammeEvaluationQuery,
)
from marshrut.indicators.definitions import Definition
from marshrut.programmes.evaluation import Fact, Verdict
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.plan import Indicator, Plan, Target
from marshrut.refusals import refuse
from projections.case_list import numbered_page
from projections.programme_evaluation import Evaluated, dynamics, evaluation, target_cases
from projections.programmes import ProgrammeFile

feature = Feature("programme_evaluation", "Targets of programmes: plan, fact, deviation")


@feature.read(
    f"{ONE}/evaluation", query=ProgrammeEvaluationQuery, answers=ProgrammeEvaluationAnswer
)
def read_evaluation(*, query: dict[str, Any], programme_id: str) -> Response:
    """Evaluate every target at a point: plan, fact, deviation, whether it is achieved.

    A fact is of the last day of its target's period, or of ``as_of`` where that comes first; by
    the revision and the targets in force on ``as_of``. With ``dynamics=month`` the periods that
    run on ``as_of`` are told month by month, and every period of a single ``indicator``.
    """
    file, point = _evaluated_programme(query, programme_id)
    registered, plan = file.history.registration, file.history.plan(point.as_of)
    wanted = [_indicator(plan, query["indicator"])] if "indicator" in query else plan.indicators
    found = evaluation(projections(), point.asof, registered, wanted)
    targets = [_told(each, registered, point) for each in found]
    if query.get("dynamics") == "month":
        chosen = found if "indicator" in query else [e for e in found if _runs(e, point)]
        series = dynamics(projections(), point.asof, registered, chosen)
        for each, told in zip(found, targets, strict=True):
            facts = series.get((each.indicator.id, each.target), ())
            told["months"] = [
                {
                    "on": day,
                    **_fact(fact),
                    "links": _links(each, fact, registered, point, on=day),
                }
                for day, fact in facts
            ]
    payload = {
        "code": programme_id,
        "revision": file.history.revision(point.as_of),
        "filters": {"region": registered.region_code, "organisation": registered.organisation},
        "targets": targets,
        "years": _years(found),
        "counts": dict(Counter(each.judged.verdict.value for each in found)),
        "point": point,
    }
    return memento(answer(payload), point)


@feature.read(
    f"{ONE}/evaluation/cases",
    query=ProgrammeEvaluationCasesQuery,
    answers=CaseListAnswer,
    headers=(PURPOSE,),
)
def read_evaluation_cases(*, query: dict[str, Any], programme_id: str) -> Response:
    """List the cases in the numerator or the denominator of a target's fact, by their numbers."""
    point, after = asked_page(query)
    pinned = {"as_of": point.as_of, "known_position": point.known_position}
    file, _ = _evaluated_programme(pinned, programme_id)
    registered, plan = file.history.registration, file.history.plan(point.as_of)
    indicator = _indicator(plan, query.get("indicator"))
    wanted = _target(indicator, query)
    limit = query.get("limit", PAGE)
    day = min(point.as_of, wanted.period_to, query.get("on", point.as_of))
    at = _at(point, day)
    numbers = target_cases(
        projections(),
        at.asof,
        registered,
        indicator=indicator,
        target=wanted,
        part=query.get("part", "numerator"),
    )
    found = numbered_page(projections(), at.asof, numbers=numbers, after=after, limit=limit + 1)
    asked = {name: query[name] for name in ("indicator", "part") if name in query}
    return answer_page(found, limit=limit, point=point, filters={**asked, **target(wanted)})


def _evaluated_programme(query: dict[str, Any], code: str) -> tuple[ProgrammeFile, Point]:
    """The programme; its figures are for those who may see all that they are counted of."""
    file, point = asked_programme(query, code)
    who, registered = actor(), file.history.registration
    if who.organisation is not None and registered.organisation != who.organisation:
        raise refuse("FORBIDDEN", role=who.role)
    return file, point


def _indicator(plan: Plan, code: str | None) -> Indicator:
    if code is None:
        raise refuse("REQUIRED", field="indicator", expected="S000-3.8")
    found = next((each for each in plan.indicators if each.id == code), None)
    if found is None:
        expected = [each.id for each in plan.indicators]
        raise refuse("INVALID", field="indicator", expected=expected)
    return found


def _target(indicator: Indicator, query: dict[str, Any]) -> Target:
    """The one target that fits what was asked; several, or none, are refused."""
    names = ("period_to", "cohort", "category")
    fitting = [
        each
        for each in indicator.targets
        if all(getattr(each, name) == query[name] for name in names if name in query)
    ]
    plain = [each for each in fitting if "category" in query or each.category is None]
    chosen = plain if len(fitting) > 1 else fitting
    if len(chosen) != 1:
        expected = [f"{t.period_to} {t.cohort or ''} {t.category or ''}" for t in indicator.targets]
        raise refuse("INVALID", field="period_to", expected=expected)
    return chosen[0]


def _told(found: Evaluated, registered: ProgrammeRegistered, point: Point) -> dict[str, Any]:
    plan, judged = found.target, found.judged
    links = _links(found, found.fact, registered, point)
    return {
        "indicator": found.indicator.id,
        "number": found.indicator.number,
        "title": found.indicator.title,
        "short_title": found.indicator.short_title or found.indicator.title,
        "unit": found.indicator.unit,
        **target(plan),
        "plan": plan.value,
        **_fact(found.fact),
        "on": found.day if judged.verdict is not Verdict.NOT_BEGUN else None,
        "final": point.as_of >= plan.period_to,
        "deviation": judged.deviation,
        "achieved": judged.achieved,
        "verdict": coded("target_verdicts", judged.verdict),
        "cases": links["numerator"],
        "links": links,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    reason = None if fact.reason is None else coded("value_reasons", fact.reason)
    parts = {"numerator": fact.numerator, "denominator": fact.denominator}
    return {"fact": fact.value, **parts, "reason": reason}


def _links(
    found: Evaluated,
    fact: Fact,
    registered: ProgrammeRegistered,
    point: Point,
    *,
    on: date | None = None,
) -> Links:
    """The cases of both parts of a fact, as far as these are counted; the values reported."""
    which = {
        "indicator": found.indicator.id,
        "period_to": found.target.period_to,
        "cohort": found.target.cohort,
        "category": found.target.category,
        "on": on,
    }
    path = f"/programmes/{segment(registered.code)}/evaluation/cases"
    known = in_force(found.indicator.id, min(found.day, on or found.day))
    rests = known is not None and (not known.computed or known.contingent)
    values = f"/indicators/{segment(found.indicator.id)}/values"
    if known is not None and known.records:
        there = _records(known, found, fact, _at(point, on or found.day), registered)
        return {**there, "values": address(values, point)}
    counted = known is not None and known.computed and fact.numerator is not None
    whole = counted and known is not None and known.denominator and not known.contingent
    return {
        "numerator": address(path, point, which) if counted else None,
        "denominator": address(path, point, which, part="denominator") if whole else None,
        "values": address(values, point) if rests else None,
    }


def _records(
    known: Definition, found: Evaluated, fact: Fact, at: Point, registered: ProgrammeRegistered
) -> Links:
    """The records of both parts, of the programme's own school or region, on the fact's day."""
    if fact.reported or fact.numerator is None:
        return {"numerator": None, "denominator": None}
    school = registered.organisation
    which = {
        "organisation": school,
        "region": None if school else registered.region_code,
        "from": found.target.period_from,
        "to": found.target.period_to,
    }
    return record_links(known, address(f"/indicators/{segment(known.id)}/records", at, which))


def _at(point: Point, day: date) -> Point:
    return Point(as_of=day, known_position=point.known_position, known_at=point.known_at)


def _runs(found: Evaluated, point: Point) -> bool:
    return found.target.period_from <= point.as_of <= found.target.period_to


def _years(found: list[Evaluated]) -> list[dict[str, Any]]:
    """How many targets of each period are met: the dynamics by year."""
    periods: dict[tuple[date, date], Counter[str]] = {}
    for each in found:
        period = (each.target.period_from, each.target.period_to)
        periods.setdefault(period, Counter())[each.judged.verdict] += 1
    return [
        {"period_from": first, "period_to": last, "counts": dict(counts)}
        for (first, last), counts in sorted(periods.items())
    ]
