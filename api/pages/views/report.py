"""One edition: its table and figures, its files, how far it has come, whether it comes again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

from flask import Response, request, url_for

from api.pages.editions import (
    REFUSED_BY_RULE,
    STEPS,
    named_subject,
    narrowing,
    pinned,
    steps_after,
)
from api.pages.fields import body_of
from api.pages.form_tables import block_name, cell_query, cell_text, shown_table
from api.pages.inside import Answered, ApiRefusal
from api.pages.shell import NAME, api, has, is_fragment, pages, show
from api.pages.versioned_forms import send_form
from api.pages.views.sign_in import to
from api.schemas.forms import CellFields
from marshrut.refusals import refuse

CELL = tuple(CellFields().fields)
ONE = "/reports/<uuid:report_id>"
KEPT = ("Content-Disposition", "ETag")


@pages.get(ONE)
def report(report_id: UUID) -> Response:
    """An edition: of what, its files, its history, what may be done next."""
    return _shown(_read(report_id))


@pages.post(f"{ONE}/<step>")
def take_step(report_id: UUID, step: str) -> Response:
    """Hand the edition in, accept, return or publish it."""
    if step not in STEPS:
        raise refuse("NOT_FOUND")
    try:
        body = body_of(request.form, [STEPS[step].field])
        written = send_form(f"/reports/{report_id}/{step}", body)
    except ApiRefusal as refusal:
        if refusal.status not in REFUSED_BY_RULE:
            raise
        tried = {"step": step, "problem": refusal.problem, "given": request.form}
        return _shown(_read(report_id), refusal.status, tried=tried)
    return to(url_for(f"{NAME}.report", report_id=report_id, done=written["position"]))


@pages.post(f"{ONE}/again")
def regenerate_report(report_id: UUID) -> Response:
    """Render the edition again and set it beside what was issued; nothing is recorded."""
    verdict = api().post(f"/reports/{report_id}/regeneration")
    if is_fragment():
        return show("report_verdict.html", verdict=verdict)
    return _shown(_read(report_id), verdict=verdict)


@pages.get(f"{ONE}/table")
def report_table(report_id: UUID) -> Response:
    """The tables of the edition, one at a time; every figure opens."""
    told = api().get(f"/reports/{report_id}/table")
    return show(
        "report_table_card.html" if is_fragment() else "report_table.html",
        told=told,
        report_id=report_id,
        tables=told["tables"],
        **shown_table(told["tables"]),
        figure_at=partial(_figure_at, report_id),
        block_name=block_name,
        cell_text=cell_text,
    )


@pages.get(f"{ONE}/file.<kind>")
def report_file(report_id: UUID, kind: str) -> Response:
    """A file of the edition, as it was issued."""
    answer = api().ask("GET", f"/reports/{report_id}/content", query={"format": kind})
    return passed_on(answer)


@pages.get(f"{ONE}/figure")
def report_figure(report_id: UUID) -> Response:
    """A figure of the edition: what is counted, and the cases as they were at its point."""
    asked = {name: request.args.get(name) for name in CELL}
    told = api().get(f"/reports/{report_id}/cell", asked)
    links = told["links"]
    part = request.args.get("part", "numerator") if "cases" not in links else None
    behind, answer = links.get("cases") or links.get(part), None
    if behind is not None:
        place = {**dict(parse_qsl(urlsplit(behind).query)), "measure": asked["measure"]}
        query = {**place, "cursor": request.args.get("cursor")}
        answer = api().ask("GET", f"/reports/{report_id}/cases", query=query)
    edition = api().get(f"/reports/{report_id}")
    question = {**pinned(edition), **{n: v for n, v in asked.items() if v}}
    return show(
        "report_figure.html",
        report=edition,
        told=told,
        part=part,
        cases=answer.json() if answer else None,
        next_cursor=answer.next_cursor if answer else None,
        packed={name: value for name, value in question.items() if value is not None},
        block_name=block_name,
        cell_text=cell_text,
    )


def passed_on(answer: Answered) -> Response:
    """A file of the API, as the browser keeps it."""
    response = Response(answer.body, mimetype=answer.headers["Content-Type"])
    for name in KEPT:
        if name in answer.headers:
            response.headers[name] = answer.headers[name]
    return response


def _read(report_id: UUID) -> dict[str, Any]:
    told: dict[str, Any] = api().get(f"/reports/{report_id}")
    return told


def _shown(told: dict[str, Any], status: int = 200, **more: Any) -> Response:
    return show(
        "report.html",
        status,
        report=told,
        subject=named_subject(told),
        narrowing=narrowing(told),
        steps=steps_after(told),
        issues=has("ISSUE_REPORTS"),
        anew=_anew(told),
        key=str(uuid4()),
        **more,
    )


def _anew(told: Mapping[str, Any]) -> dict[str, Any]:
    """The question of the edition, as the form of a new one is filled in."""
    asked = pinned(told)
    del asked["known_position"]
    whose = {f"scope.{name}": asked.pop(name) for name in ("organisation", "region")}
    own = {"as_of": asked.pop("as_of"), "form": told["form"]["code"], **whose}
    return {**own, **{f"parameters.{name}": value for name, value in asked.items()}}


def _figure_at(report_id: UUID, block: Mapping[str, Any], row: str, column: str) -> str:
    query = cell_query(block["links"]["cell"], row, column)
    return url_for(f"{NAME}.report_figure", report_id=report_id, **query)
