"""The auditor's desk: a form at any point, any figure of it, its cases, and the proof to take."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response, request, url_for

from api.attachments import attach
from api.pages.form_tables import block_name, cell_query, cell_text, shown_table
from api.pages.known import asked_knowledge, today_shown
from api.pages.shell import NAME, Place, api, pages, show
from api.schemas.forms import CellFields, FormParameters

PLACES = ((60, Place("Стол аудитора", f"{NAME}.desk", frozenset({"READ_FIGURES"}))),)
PARAMETERS = tuple(FormParameters().fields)
CELL = tuple(CellFields().fields)
WHOSE = ("organisation", "region")
POINT = ("as_of", "known_position")


@pages.get("/desk")
def desk() -> Response:
    """Choose a form and a point; every figure of the form opens."""
    as_of = request.args.get("as_of", "")
    listed = api().get("/forms", {"as_of": as_of})
    code = request.args.get("form", "")
    page: dict[str, Any] = {"forms": listed["forms"], "code": code, "told": None}
    if code:
        asked = {name: request.args.get(name) for name in (*PARAMETERS, *WHOSE)}
        query = {**asked, "as_of": as_of, **asked_knowledge()}
        told = api().get(f"/forms/{code}/table", query)
        page |= {"told": told, "tables": told["tables"], **shown_table(told["tables"])}
    return show(
        "desk.html",
        **page,
        figure_at=partial(_figure_at, code),
        block_name=block_name,
        cell_text=cell_text,
        as_of=as_of or listed["as_of"],
        today_shown=today_shown(),
    )


def _figure_at(form: str, block: Mapping[str, Any], row: str, column: str) -> str:
    query = cell_query(block["links"]["cell"], row, column)
    return url_for(f"{NAME}.figure", form=form, **query)


@pages.get("/desk/<form>/figure")
def figure(form: str) -> Response:
    """One figure: what is counted, the cases behind it, and the pack that proves it."""
    query = _asked()
    told = api().get(f"/forms/{form}/cell", query)
    links = told["links"]
    asked_part = request.args.get("part", "numerator")
    behind = links.get("cases") or links.get(asked_part)
    cases = None
    if behind is not None:
        answer = api().ask(
            "GET",
            f"/forms/{form}/cases",
            query={**dict(parse_qsl(urlsplit(behind).query)), "cursor": request.args.get("cursor")},
        )
        cases = answer.json()
    return show(
        "figure.html",
        form=form,
        told=told,
        cases=cases,
        part=asked_part if "cases" not in links else None,
        next_cursor=answer.next_cursor if behind is not None else None,
        query={name: value for name, value in query.items() if value},
    )


@pages.get("/desk/<form>/pack.zip")
def evidence_pack(form: str) -> Response:
    """The evidence pack of a figure."""
    answer = api().ask("GET", f"/forms/{form}/evidence-pack", query=_asked())
    response = Response(answer.body, mimetype=answer.headers["Content-Type"])
    response.headers["Content-Disposition"] = answer.headers["Content-Disposition"]
    return response


@pages.get("/events/<int:position>/evidence.json")
def event_evidence(position: int) -> Response:
    """The proof of one event, as a file."""
    answer = api().ask("GET", f"/events/{position}/evidence")
    response = Response(answer.body, mimetype="application/json")
    return attach(response, f"evidence-{position}.json")


def _asked() -> dict[str, Any]:
    """The question of a figure, as its link carries it."""
    names = (*PARAMETERS, *WHOSE, *CELL, *POINT)
    return {name: request.args.get(name) for name in names}
