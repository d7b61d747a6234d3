"""Editions of reports: which there are, a new one, and who has handed in for which period."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from flask import Response, request, url_for

from api.pages.editions import FILTERS as NAMES
from api.pages.editions import REFUSED_BY_RULE, issue_fields, named_schools, subject
from api.pages.fields import Field, body_of
from api.pages.inside import ApiRefusal
from api.pages.known import today_here
from api.pages.schools import school_name
from api.pages.shell import NAME, Place, api, has, pages, show, who
from api.pages.views.sign_in import to

PLACES = ((40, Place("Отчёты", f"{NAME}.reports", frozenset({"READ_FIGURES"}))),)
FILTERS = ("form", "state", "organisation", "region_code", "day")
NARROWS = frozenset(NAMES) - {"graduation_year"}
PAGE = 50
FEW = 300
"""Organisations of which one is chosen from a list; of more the code is typed."""

CLOSED = 12
"""Periods that the list shows beside the editions: the latest."""


@pages.get("/reports")
def reports() -> Response:
    """The editions, the latest first, and the periods that were closed."""
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    query = {**filters, "order": "newest", "cursor": request.args.get("cursor"), "limit": PAGE}
    answer = api().ask("GET", "/reports", query=query)
    told = answer.json()
    own = who()["organisation"]
    schools = [(own, school_name(own, told["point"]))] if own else named_schools(told["point"])
    forms = api().get("/forms")["forms"]
    periods = api().get("/periods", {"region_code": filters["region_code"]})["periods"]
    return show(
        "reports.html",
        reports=told["reports"],
        next_cursor=answer.next_cursor,
        filters=filters,
        forms=forms,
        titles={one["code"]: one["title"] for one in forms},
        cadences=api().get("/cadences", {"region": _own_region()})["cadences"],
        periods=periods[: -CLOSED - 1 : -1],
        subject=partial(subject, names=dict(schools)),
        schools=schools if len(schools) <= FEW else None,
        narrows=NARROWS,
        today=today_here(),
    )


@pages.route("/reports/new", methods=["GET", "POST"])
def issue_report() -> Response:
    """Issue an edition: a draft, with the digests of its files."""
    fields = issue_fields(api().get("/forms")["forms"])
    page: dict[str, Any] = {"fields": fields, "may": has("ISSUE_REPORTS")}
    if request.method == "GET":
        given = {"as_of": today_here(), **request.args}
        return show("report_form.html", **page, given=given, errors={}, key=str(uuid4()))
    try:
        written = api().post(
            "/reports", body_of(request.form, fields), Idempotency_Key=request.form.get("key")
        )
    except ApiRefusal as refusal:
        if refusal.status not in REFUSED_BY_RULE:
            raise
        problem = refusal.problem
        return show(
            "report_form.html",
            refusal.status,
            **page,
            given=request.form,
            problem=problem,
            errors=_errors(problem, fields),
            key=str(uuid4()),
        )
    place = url_for(f"{NAME}.report", report_id=written["report_id"], done=written["position"])
    return to(place)


def _own_region() -> str | None:
    regions = who()["regions"]
    return str(regions[0]) if len(regions) == 1 else None


def _errors(problem: dict[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    """What is wrong, by field: the API names some as they are within the body, some alone."""
    told = problem.get("errors") or {}
    return {
        one.name: told.get(one.name) or told.get(one.name.rpartition(".")[2]) or []
        for one in fields
    }
