"""Who came to an activity: recorded for many at once, counted, listed (F030, F062, F063)."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.bodies import load_body
from api.bulk import MOST_ITEMS, MULTI_STATUS, written_many
from api.context import actor, incoming, projections, require, service
from api.cursors import asked_page, link_next
from api.features import IDEMPOTENCY_KEY, Feature
from api.links import address, template
from api.point import Point, PointQuery, asked_point, memento
from api.populations import case_rows, check_own_organisation
from api.records import asked_record, record_links
from api.schemas.attendance import (
    AttendanceAnswer,
    AttendanceRequest,
    AttendeeItem,
    AttendeesAnswer,
    AttendeesQuery,
)
from api.schemas.bulk import BulkAnswer, BulkQuery
from api.schemas.population import PAGE
from api.shapes import shaped
from marshrut.application.activities import activity_in_sight
from marshrut.application.attendance import record_attendance
from marshrut.application.bulk import Item
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.policy import Action
from marshrut.records.activities import dissatisfied
from marshrut.records.attendance import ACTIVITY, Activity
from marshrut.records.attended import answers, by_audience, quotas
from marshrut.records.kinds import Kind, kinds
from marshrut.refusals import Refused, refuse
from projections.activity_figures import came_by_activity
from projections.attendance import Attendance, attendance_at
from projections.case_list import numbered_page
from projections.population import Scope
from projections.records import record_at

feature = Feature("attendance", "Who came to an activity: each a support measure of the case")

PATH = "/records/activities/<uuid:record_id>/attendance"
PARTS = ("expected", "came", "absent", "resume_moderated", "contract_concluded")
LISTS = frozenset({"case_ids", "attendees"})


@feature.write(
    PATH,
    body=AttendanceRequest,
    answers=BulkAnswer,
    query=BulkQuery,
    headers=(IDEMPOTENCY_KEY,),
    also=(MULTI_STATUS,),
)
def record(*, query: dict[str, Any], record_id: UUID) -> Response:
    """Record who came, up to 1,000 cases at once; whoever is recorded already is left as it is."""
    activity = activity_in_sight(service(), incoming(), record_id)
    require(Action.WRITE_CASES)
    items = _items(load_body(AttendanceRequest))

    def decide(visit: Visit, item: Item) -> Outcome:
        return record_attendance(visit, activity, **item.body)

    return written_many(items, decide=decide, partial=query["partial"] == "true")


@feature.read(PATH, query=PointQuery, answers=AttendanceAnswer)
def read(*, query: dict[str, Any], record_id: UUID) -> Response:
    """Count who came at a point: by name, at the door, of each quota, and how it was liked."""
    point = asked_point(query)
    asked_record(_activities(), record_id, point)
    line = record_at(projections(), point.asof, record_id)
    if line is None:
        raise refuse("NOT_FOUND")
    attended = _attended(record_id, point)
    came = came_by_activity(attended).get(record_id, [])
    said = answers(line.fields, came)
    held = Activity(record_id, line.state, line.fields, line.organisation, None)
    listed = address(f"/records/activities/{record_id}/attendance/cases", point)
    payload = {
        "point": point,
        "record_id": record_id,
        "title": line.fields["title"],
        "state": line.state,
        "measure_code": held.measure_code,
        **{part: sum(_is_of(each, part) for each in attended) for part in PARTS},
        "attended": by_audience(line.fields, came),
        "organisations": dict(sorted(Counter(each.organisation for each in came).items())),
        "quotas": [
            {"organisation": code, **attained._asdict(), "percent": attained.percent}
            for code, attained in quotas(line.fields, came).items()
        ],
        "satisfaction": said,
        "dissatisfied": dissatisfied({"satisfaction": said}),
        "links": record_links(_activities(), record_id, point),
        "templates": {part: f"{listed}&part={part}" for part in PARTS}
        | {"organisations": template(f"{listed}&part=came", "organisation")},
    }
    return memento(answer(payload), point)


@feature.read(f"{PATH}/cases", query=AttendeesQuery, answers=AttendeesAnswer)
def list_cases(*, query: dict[str, Any], record_id: UUID) -> Response:
    """List the cases behind a number, each with its entries; by number."""
    point, after = asked_page(query)
    asked_record(_activities(), record_id, point)
    require(Action.READ_CASES)
    if "organisation" in query:
        check_own_organisation(query["organisation"])
    part, limit = query.get("part", "came"), query.get("limit", PAGE)
    school = query.get("organisation")
    found = {
        each.number: each
        for each in _attended(record_id, point)
        if _is_of(each, part) and school in {None, each.organisation}
    }
    page = numbered_page(projections(), point.asof, numbers=found, after=after, limit=limit + 1)
    rows = case_rows(page[:limit], point)
    shown = [{**row, "attendance": _shown(found[row["number"]])} for row in rows]
    payload = {
        "point": point,
        "record_id": record_id,
        "filters": {"part": part, "organisation": school},
        "total": len(found),
        "cases": shown,
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].number)
    return memento(response, point)


def _activities() -> Kind:
    return kinds()[ACTIVITY]


def _attended(record_id: UUID, point: Point) -> list[Attendance]:
    return attendance_at(projections(), point.asof, [record_id], scope=Scope.of(actor()))


def _is_of(each: Attendance, part: str) -> bool:
    told = {"expected": True, "came": each.came, "absent": not each.came}
    return told[part] if part in told else bool(getattr(each, part))


def _shown(each: Attendance) -> dict[str, Any]:
    return {
        "on": each.on,
        "came": each.came,
        "student": each.student,
        "satisfaction": each.satisfaction,
        "resume_moderated": each.resume_moderated,
        "contract_concluded": each.contract_concluded,
        "entries": each.entries,
    }


def _items(body: dict[str, Any]) -> list[Item | Refused]:
    """The attendees, what is said of all filled in. Raises ``Refused``: none, or too many."""
    given = [name for name in LISTS if body.get(name)]
    if len(given) != 1 or len(body[given[0]]) > MOST_ITEMS:
        raise refuse("INVALID", field="case_ids", expected=f"case_ids | attendees, 1–{MOST_ITEMS}")
    common = {name: value for name, value in body.items() if name not in LISTS}
    people = body.get("attendees") or [{"case_id": each} for each in body["case_ids"]]
    return [_item(person, common) for person in people]


def _item(person: Any, common: dict[str, Any]) -> Item | Refused:
    """An attendee in its shape, or what is wrong with it."""
    if not isinstance(person, dict):
        return refuse("INVALID", field="item", expected="{case_id, …}")
    try:
        said = {**common, **shaped(AttendeeItem(), person)}
    except Refused as refused:
        return refused
    body = {name: value for name, value in said.items() if value is not None}
    return Item(case_id=body.pop("case_id"), kind="attendance", body=body)
