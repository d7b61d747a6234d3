"""Verification against extracts of the social fund and the tax service (F114, F115)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import address, narrowed, template, with_row
from api.point import asked_point, memento
from api.populations import asked_filters, case_rows, check_own_organisation
from api.records import record_links
from api.schemas.population import PAGE
from api.schemas.verifications import (
    ResolutionRequest,
    RunAnswer,
    RunCasesAnswer,
    RunCasesQuery,
    RunQuery,
    VerificationRequest,
)
from api.texts import label
from api.verifications import asked_run, of_cutoff, run_kind, shown_figures, shown_run
from marshrut.application import verifications as use_cases
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.policy import Action
from projections.case_list import numbered_page
from projections.population import Filters, Scope
from projections.verification.cohort import OUTCOMES
from projections.verification.figures import figures_of, numbers_of

feature = Feature("verifications", "Verification against extracts, and what is decided on it")

RUN = "/verification-runs/<uuid:run_id>"


@feature.case_write("/verifications", body=VerificationRequest, takes=use_cases.RIGHTS)
def verify(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record what the extract of an open run says of the graduate; statuses stay as they are."""
    return use_cases.verify(visit, **body)


@feature.case_write(
    "/verifications/<uuid:entry_id>/resolution",
    body=ResolutionRequest,
    takes=use_cases.SETTLING,
)
def resolve(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """Decide who is right where the extract disagrees; a wrong status is then corrected."""
    return use_cases.resolve(visit, entry_id, **body)


@feature.read(RUN, query=RunQuery, answers=RunAnswer)
def read_run(*, query: dict[str, Any], run_id: UUID) -> Response:
    """Count what comes of a run on its cut-off, by what was known: outcomes and discrepancy."""
    point = asked_point(query)
    run = asked_run(run_id, point)
    if "organisation" in query:
        check_own_organisation(query["organisation"])
    filters = Filters(organisation=query.get("organisation"))
    total, rows = figures_of(
        projections(), point.known_position, run, filters=filters, scope=Scope.of(actor())
    )
    listed = address(f"/verification-runs/{run_id}/cases", point, narrowed(filters))
    payload: dict[str, Any] = {
        "point": point,
        "run": shown_run(run, point),
        "filters": filters,
        "total": shown_figures(total),
        "outcomes": {code: label("verification_outcomes", code) for code in OUTCOMES},
        "links": {**record_links(run_kind(), run_id, point), "cases": listed},
        "templates": {"total": _templates(listed, filters)},
    }
    if "by" in query:
        payload["rows"] = [shown_figures(row) for row in rows]
        payload["templates"]["rows"] = _templates(listed, filters, "organisation")
    return memento(answer(payload), point)


@feature.read(f"{RUN}/cases", query=RunCasesQuery, answers=RunCasesAnswer, headers=(PURPOSE,))
def list_run_cases(*, query: dict[str, Any], run_id: UUID) -> Response:
    """List the cases of a run by their numbers, each with its outcome and the decision on it."""
    point, after = asked_page(query)
    run = asked_run(run_id, point)
    require(Action.READ_CASES)
    limit = query.get("limit", PAGE)
    decided = query["resolved"] == "true" if "resolved" in query else None
    found = numbers_of(
        projections(),
        point.known_position,
        run,
        filters=asked_filters(query),
        scope=Scope.of(actor()),
        outcome=query.get("outcome"),
        wanted=query.get("standing"),
        decided=decided,
    )
    told = {row["number"]: row for row in found.iter_rows(named=True)}
    there = of_cutoff(run, point)
    page = numbered_page(projections(), there.asof, numbers=told, after=after, limit=limit + 1)
    rows = case_rows(page[:limit], there)
    asked = ("organisation", "outcome", "resolved", "standing")
    payload = {
        "point": point,
        "run": shown_run(run, point),
        "filters": {name: query[name] for name in asked if name in query},
        "total": len(told),
        "cases": [{**row, **_told(told[row["number"]])} for row in rows],
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].number)
    return memento(response, point)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    outcome, decision = row["outcome"], row["decision"]
    return {
        "outcome": outcome,
        "outcome_label": label("verification_outcomes", outcome),
        "standing": row["standing"],
        "decision": decision,
        "decision_label": label("verification_decisions", decision),
    }


def _templates(listed: str, filters: Filters, *names: str) -> dict[str, Any]:
    """How the numbers of a row open."""

    def of(**asked: str) -> str:
        more = "".join(f"&{name}={value}" for name, value in asked.items())
        return with_row(listed + more, filters, *names)

    def by(name: str) -> str:
        return template(listed, name, *(n for n in names if getattr(filters, n) is None))

    return {
        "cases": of(),
        "outcomes": by("outcome"),
        "standings": by("standing"),
        "coverage": {"cases": of(outcome="DECIDED"), "of": of()},
        "discrepancy": {"cases": of(outcome="DISCREPANT"), "of": of(outcome="DECIDED")},
        "difference_of_shares": {
            "reported": of(outcome="REPORTED"),
            "named": of(outcome="NAMED"),
        },
    }
