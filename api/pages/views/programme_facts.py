"""What is behind a fact of a target: its cases, the values that were reported, the records."""

from __future__ import annotations

from flask import Response, request

from api.pages.programme_cards import period_text, whom_text
from api.pages.programme_page import frame, part, pinned, read_programme
from api.pages.shell import api, pages, show

OF_FACT = ("indicator", "period_to", "cohort", "category", "part", "on")
OF_RECORDS = ("organisation", "region", "from", "to", "part")
POINT = ("as_of", "known_position")


@pages.get("/programmes/<programme_id>/cases")
def programme_cases(programme_id: str) -> Response:
    """The cases in the numerator or the denominator of a fact, on its day."""
    asked = {name: request.args.get(name) for name in (*OF_FACT, *POINT)}
    answer = api().ask(
        "GET",
        f"/programmes/{programme_id}/evaluation/cases",
        query={**asked, "cursor": request.args.get("cursor")},
    )
    told = answer.json()
    target, point = told["filters"], told["point"]
    programme = read_programme(programme_id)
    return show(
        "programme_behind.html",
        **frame(programme),
        indicator=part(programme["indicators"], target["indicator"]),
        period=period_text(target["period_from"], target["period_to"]),
        whom=whom_text(target),
        part=target.get("part", "numerator"),
        on=min(filter(None, (point["as_of"], target["period_to"], asked["on"]))),
        cases=told["cases"],
        next_cursor=answer.next_cursor,
    )


@pages.get("/programmes/<programme_id>/values")
def programme_values(programme_id: str) -> Response:
    """What was reported of an indicator that is not counted, by whom, on which document."""
    programme = read_programme(programme_id)
    code = request.args.get("indicator", "")
    whose = {"organisation": programme["organisation"]}
    if not programme["organisation"]:
        whose = {"region_code": programme["region"]["code"]}
    answer = api().ask(
        "GET",
        f"/indicators/{code}/values",
        query={**whose, **pinned(programme["point"]), "cursor": request.args.get("cursor")},
    )
    return show(
        "programme_behind.html",
        **frame(programme),
        indicator=part(programme["indicators"], code),
        values=answer.json()["values"],
        period_text=period_text,
        next_cursor=answer.next_cursor,
    )


@pages.get("/programmes/<programme_id>/records")
def programme_records(programme_id: str) -> Response:
    """The records that a part of a fact is counted from, each with how much it adds."""
    programme = read_programme(programme_id)
    code = request.args.get("indicator", "")
    asked = {name: request.args.get(name) for name in (*OF_RECORDS, *POINT)}
    told = api().get(f"/indicators/{code}/records", asked)
    return show(
        "programme_behind.html",
        **frame(programme),
        indicator=part(programme["indicators"], code),
        on=told["point"]["as_of"],
        records=told,
    )
