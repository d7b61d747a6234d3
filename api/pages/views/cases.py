"""Cases: found, listed, and one of them at any point, drawn in both times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request

from api.context import services
from api.pages.case_deeds import deeds_of_case, deeds_of_entry
from api.pages.charts.two_axes import two_axes
from api.pages.inside import ApiRefusal
from api.pages.points import asked, stops_of
from api.pages.schools import school_name, schools_to_choose
from api.pages.shell import NAME, Place, api, has, is_fragment, pages, show
from marshrut.classifiers import classifier

PLACES = ((30, Place("Дела", f"{NAME}.cases", frozenset({"READ_CASES"}))),)
FILTERS = (
    *("organisation", "graduation_year", "programme_code", "study_form"),
    *("category", "status", "status_group", "at_risk"),
)
PAGE = 50


@pages.get("/cases")
def cases() -> Response:
    """List cases, or those whose name is looked for."""
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    asked_for = {**filters, **asked(), "cursor": request.args.get("cursor"), "limit": PAGE}
    answer = api().ask("GET", "/cases", query=asked_for)
    told = answer.json()
    return show(
        "cases.html",
        told=told,
        schools=schools_to_choose(told["point"]),
        filters=filters,
        next_cursor=answer.next_cursor,
        classifier=classifier,
    )


@pages.post("/cases/search")
def search_cases() -> Response:
    """Find a person's cases. What is looked for is never in an address."""
    sought = request.form.get("name", "").strip()
    key = "snils" if sought[:1].isdigit() else "name"
    told: dict[str, Any] = {"cases": []}
    problem = None
    try:
        told = api().post("/cases/search", {key: sought})
    except ApiRefusal as refusal:
        problem = refusal.problem
    return show("search.html", told=told, sought=sought, problem=problem)


@pages.get("/cases/<uuid:case_id>")
def case(case_id: UUID) -> Response:
    """One case: who, which status, since when, and what was known of it when."""
    root, point = f"/cases/{case_id}", asked()
    told = api().get(root, point)
    told["school"] = school_name(told["organisation"], told["point"])
    template = "case_body.html" if is_fragment() else "case.html"
    try:
        known = api().get(f"{root}/audit-trail")["events"]
    except ApiRefusal as refusal:
        if refusal.code != "NOT_FOUND":
            raise
        return show(template, case=told, former=True)  # by a school that the graduate has left
    history = api().get(f"{root}/status-history")
    rectangles, today = history["rectangles"], date.fromisoformat(history["point"]["as_of"])
    at_head = "known_position" not in point and point.get("as_of", f"{today}") == f"{today}"
    writes = has("WRITE_CASES") and at_head
    return show(
        template,
        case=told,
        former=False,
        timeline=api().get(f"{root}/timeline", point)["entries"],
        route=api().get(f"{root}/route", point),
        stops=stops_of(known),
        known_position=int(told["point"]["known_position"]),
        first_day=min(
            (date.fromisoformat(each["valid_from"]) for each in rectangles), default=today
        ),
        today=today,
        at_head=at_head,
        chart=two_axes(rectangles, today=today, zone=services().zone()),
        history=rectangles,
        writes=deeds_of_case() if writes else (),
        deeds=deeds_of_entry if writes else _none,
    )


@pages.get("/cases/<uuid:case_id>/trail")
def trail(case_id: UUID) -> Response:
    """Every event of a case, or of one of its entries: who recorded what, when, why."""
    entry = request.args.get("entry_id")
    told = api().get(f"/cases/{case_id}/audit-trail", {**asked(), "entry_id": entry})
    return show("trail.html", case_id=case_id, told=told, entry=entry)


@pages.get("/cases/<uuid:case_id>/file")
def personal_file(case_id: UUID) -> Response:
    """The personal file, for print."""
    return show("file.html", file=api().get(f"/cases/{case_id}/personal-file", asked()))


def _none(_entry: Mapping[str, Any]) -> tuple[()]:
    return ()


@pages.get("/events/<int:position>")
def event(position: int) -> Response:
    """One event of the ledger by itself, and the way to its proof."""
    return show("event.html", event=api().get(f"/events/{position}", asked()))
