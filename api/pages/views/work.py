"""What is to be done today: work lists, and the same write for many cases at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Response, request

from api.pages.case_deeds import DEEDS
from api.pages.fields import body_of
from api.pages.inside import ApiRefusal
from api.pages.points import asked
from api.pages.shell import NAME, Place, api, has, pages, show
from api.pages.views.sign_in import own_path, to
from marshrut.refusals import refuse

PLACES = ((20, Place("Работа", f"{NAME}.work", frozenset({"READ_CASES"}))),)
PAGE = 50
FOR_MANY = ("confirmations", "measures")
"""What is often the same for many: checked without changes, one measure for a group."""


@pages.get("/work")
def work() -> Response:
    """The lists with their counts, and one of them open."""
    counted = api().get("/work-lists", asked())
    lists = counted["lists"]
    code = request.args.get("list") or next(
        (each["code"] for each in lists if each["count"]), lists[0]["code"]
    )
    query = {**asked(), "cursor": request.args.get("cursor"), "limit": PAGE}
    if request.args.get("days"):
        query["days"] = request.args["days"]
    answer = api().ask("GET", f"/work-lists/{code}", query=query)
    return show(
        "work.html",
        lists=lists,
        code=code,
        told=answer.json(),
        next_cursor=answer.next_cursor,
        writes=has("WRITE_CASES"),
        today=counted["point"]["as_of"],
        key=str(uuid4()),
    )


@pages.post("/work/many/<name>")
def many(name: str) -> Response:
    """Ask what is to be recorded in all the cases that were chosen, then record it.

    Whoever sends all that it takes, as the list does of what was checked, is asked nothing.
    """
    if name not in FOR_MANY:
        raise refuse("NOT_FOUND")
    deed, chosen = DEEDS[name], request.form.getlist("case")
    back = own_path(request.form.get("next"))
    if not chosen:
        return to(back)
    fields = deed.fields({})
    page: dict[str, Any] = {
        "deed": deed,
        "fields": fields,
        "chosen": chosen,
        "back": back,
        "key": str(uuid4()),
    }
    if "key" not in request.form:
        today = api().get("/work-lists", {"limit": None})["point"]["as_of"]
        given = {"effective_on": today, "provided_on": today}
        return show("many.html", **page, given=given)
    body = {"case_ids": chosen, "kind": name, "body": body_of(request.form, fields)}
    try:
        told = _written(body, request.form["key"])
    except ApiRefusal as refusal:
        if "items" not in refusal.problem and not refusal.problem.get("errors"):
            raise
        problem = refusal.problem
        return show("many.html", refusal.status, **page, given=request.form, problem=problem)
    return show("many_done.html", told=told, deed=deed, back=back)


def _written(body: dict[str, Any], key: str) -> dict[str, Any]:
    """What may stand is written; what may not is told, case by case."""
    answer = api().ask(
        "POST",
        "/case-entries",
        query={"partial": "true"},
        body=body,
        headers={"Idempotency-Key": key},
    )
    told: dict[str, Any] = answer.json()
    cases = body["case_ids"]
    told["items"] = [
        {**item, "case_id": cases[item.get("index", number)]}
        for number, item in enumerate(told["items"])
    ]
    return told
