"""Activities, and who came to one: marked in a table, recorded for all of them in one request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import Response, request, url_for

from api.pages.attendance_form import (
    ANSWERS,
    CAME,
    NO_SHOW,
    attendees_of,
    marks_of,
    said_of_all,
)
from api.pages.inside import ApiRefusal
from api.pages.schools import school_name, school_names
from api.pages.shell import NAME, Place, api, has, pages, show, who
from api.pages.views.sign_in import to
from api.pages.words import say

PLACES = ((25, Place("Мероприятия", f"{NAME}.activities", frozenset({"READ_FIGURES"}))),)
KIND = "/records/activities"
FILTERS = ("state", "kind", "organisation")
OF_CASES = ("organisation", "programme_code", "graduation_year", "study_form", "lifecycle")
PARTS = {
    "expected": "записаны",
    "came": "пришли",
    "absent": "не пришли",
    "resume_moderated": "резюме прошло модерацию",
    "contract_concluded": "заключили договор",
}
CANCELLED = "CANCELLED"
PAGE, ROWS = 50, 100
AT_ONCE, TIMES = 1_000, 5
"""How much of a list of the API is asked for: the length of its pages, and how many of them."""


@pages.get("/activities")
def activities() -> Response:
    """Activities in sight, the latest first."""
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    query = {"state": filters["state"], "organisation": filters["organisation"]}
    if filters["kind"]:
        query |= {"field": "activity_kind", "value": filters["kind"]}
    lines, point = _all(KIND, query, "records")
    lines.sort(key=lambda line: (line["fields"]["starts_on"], line["number"]), reverse=True)
    pages_in_all = max(1, -(-len(lines) // PAGE))
    asked = request.args.get("page", "")
    page = min(max(int(asked), 1), pages_in_all) if asked.isdigit() and asked.isascii() else 1
    return show(
        "activities.html",
        lines=lines[(page - 1) * PAGE : page * PAGE],
        total=len(lines),
        page=page,
        pages=pages_in_all,
        filters=filters,
        schools=school_names(point),
        states=api().get("/record-kinds/activities")["states"],
    )


@pages.get("/activities/<uuid:record_id>")
def activity(record_id: UUID) -> Response:
    """One activity: how many came, and a table to mark who did."""
    given = {"result": CAME}
    return _activity(record_id, given=given, ticked=frozenset(), key=str(uuid4()))


@pages.post("/activities/<uuid:record_id>")
def record_attendance(record_id: UUID) -> Response:
    """Record what was marked: what may stand is written, what may not is told case by case."""
    record, counts = _told(record_id)
    measure = counts["measure_code"]
    body = attendees_of(request.form, said_of_all(record, measure), marks_of(measure))
    try:
        if not body["attendees"]:
            return _again(record_id, 422, _nobody())
        told = _recorded(record_id, body)
    except ApiRefusal as refusal:
        if "items" not in refusal.problem and not refusal.problem.get("errors"):
            raise
        return _again(record_id, refusal.status, refusal.problem)
    back = url_for(
        f"{NAME}.activity",
        record_id=record_id,
        **_asked_cases(),
        cursor=request.args.get("cursor"),
        written=told["written"],
        known=told["known"],
    )
    warnings = Counter(
        each["detail"] for item in told["items"] for each in item.get("warnings") or ()
    )
    if not told["refused"] and not warnings:
        return to(back + "#attendance")
    return show(
        "attendance_done.html", told=told, record=record, back=back, warnings=warnings.most_common()
    )


@pages.get("/activities/<uuid:record_id>/attendees")
def attendees(record_id: UUID) -> Response:
    """The cases behind a number of an activity."""
    record, counts = _told(record_id)
    asked = request.args.get("part", "")
    part = asked if asked in PARTS else "expected"
    query = {"part": part, "cursor": request.args.get("cursor"), "limit": ROWS}
    answer = api().ask("GET", f"{KIND}/{record_id}/attendance/cases", query=query)
    told = answer.json()
    return show(
        "attendees.html",
        record=record,
        counts=counts,
        parts=PARTS,
        part=part,
        told=told,
        schools=school_names(told["point"]),
        next_cursor=answer.next_cursor,
    )


def _activity(
    record_id: UUID, status: int = 200, *, given: Mapping[str, Any], **told: Any
) -> Response:
    record, counts = _told(record_id)
    measure = counts["measure_code"]
    return show(
        "activity.html",
        status,
        record=record,
        counts=counts,
        parts=PARTS,
        fields=said_of_all(record, measure),
        marks=marks_of(measure),
        answers=ANSWERS,
        no_show=NO_SHOW,
        filters=_asked_cases(),
        schools={} if who()["organisation"] else school_names(record["point"]),
        given=given,
        **_cases(record_id, record),
        **told,
    )


def _again(record_id: UUID, status: int, problem: Mapping[str, Any]) -> Response:
    """The form as it was sent, with what is wrong in it."""
    return _activity(
        record_id,
        status,
        given=request.form,
        problem=problem,
        ticked=frozenset(request.form.getlist("case")),
        key=str(uuid4()),
    )


def _told(record_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """The activity, and how many came."""
    root = f"{KIND}/{record_id}"
    record = api().get(root)
    code = record["organisation"]
    record["school"] = school_name(code, record["point"]) if code else None
    return record, api().get(f"{root}/attendance")


def _cases(record_id: UUID, record: Mapping[str, Any]) -> dict[str, Any]:
    """The cases to be marked, with what is known of each; of one organisation at a time."""
    filters = _asked_cases()
    school = filters.get("organisation") or who()["organisation"]
    if record["state"] == CANCELLED or not has("WRITE_CASES") or not school:
        return {"cases": None, "known": {}, "next_cursor": None, "school": school}
    query = {**filters, "cursor": request.args.get("cursor"), "limit": ROWS}
    answer = api().ask("GET", "/cases", query=query)
    asked = {"part": "expected", "organisation": school}
    known, _ = _all(f"{KIND}/{record_id}/attendance/cases", asked, "cases")
    return {
        "cases": sorted(answer.json()["cases"], key=_by_name),
        "known": {row["case_id"]: row["attendance"] for row in known},
        "next_cursor": answer.next_cursor,
        "school": school,
    }


def _by_name(row: Mapping[str, Any]) -> tuple[str, str, int]:
    person = row["person"] or {}
    return person.get("last_name", ""), person.get("first_name", ""), row["number"]


def _asked_cases() -> dict[str, Any]:
    given = {name: request.args.get(name, "").strip() for name in OF_CASES}
    return {name: value for name, value in given.items() if value}


def _recorded(record_id: UUID, body: Mapping[str, Any]) -> dict[str, Any]:
    answer = api().ask(
        "POST",
        f"{KIND}/{record_id}/attendance",
        query={"partial": "true"},
        body=body,
        headers={"Idempotency-Key": request.form.get("key", "")},
    )
    told: dict[str, Any] = answer.json()
    meant = body["attendees"]
    told["items"] = [
        {**item, "case_id": meant[item.get("index", number)]["case_id"]}
        for number, item in enumerate(told["items"])
    ]
    return told


def _nobody() -> dict[str, str]:
    return {
        "title": say("Никто не отмечен"),
        "detail": say("Отметьте пришедших или выберите, что записать остальным на этой странице."),
    }


def _all(
    path: str, query: Mapping[str, Any], part: str
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """All that is listed, up to a bound that no list of a region reaches, and the point of it."""
    found: list[dict[str, Any]] = []
    cursor = None
    for _ in range(TIMES):
        answer = api().ask("GET", path, query={**query, "limit": AT_ONCE, "cursor": cursor})
        told = answer.json()
        found += told[part]
        cursor = answer.next_cursor
        if cursor is None:
            break
    return found, told["point"]
