"""Opening a case, and reading one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer, written_answer
from api.bodies import load_body
from api.context import incoming, projections, require, service
from api.features import CASE, PURPOSE, Feature
from api.links import case_links, event_links, file_links, with_events
from api.point import Point, PointQuery, is_head, memento
from api.schemas.answers import AuditTrailAnswer, CaseAnswer, TimelineAnswer, TrailQuery
from api.schemas.case_work import (
    CareerCardAnswer,
    PersonalFileAnswer,
    RouteAnswer,
    StatusHistoryAnswer,
)
from api.schemas.entries import DiplomaRequest
from api.schemas.opening import OpeningRequest, PassportRequest
from api.sight import organisation_at, sighted
from api.status_history import history_templates, told_rectangle
from marshrut.application.commit import commit
from marshrut.application.functions import check_kind
from marshrut.application.opening import open_case
from marshrut.application.visit import check_not_answered
from marshrut.asof import AsOf
from marshrut.cases.contents import Opening
from marshrut.policy import Action
from projections.case_audit import case_audit
from projections.case_file import case_file
from projections.case_personal import personal_file
from projections.case_route import career_card, case_route
from projections.case_statuses import status_rectangles
from projections.case_timeline import case_timeline
from projections.case_view import time_of
from projections.coverage import base_centre_at
from projections.joined_categories import with_joined

feature = Feature("cases", "The cases of graduates")
PASSPORT = frozenset(PassportRequest().fields) - {"curator"}
DIPLOMA = frozenset(DiplomaRequest().fields)


@feature.write("/cases", body=OpeningRequest)
def open_a_case() -> Response:
    """Open a case: a final-year student's, or a graduate's."""
    request = incoming()
    require(Action.WRITE_CASES)
    check_kind(request.actor, Opening.KIND)
    check_not_answered(service(), request)
    body = {name: value for name, value in load_body(OpeningRequest).items() if value is not None}
    person = {name: value for name, value in body["person"].items() if value is not None}
    visit, outcome = open_case(
        service(),
        request,
        person=person | ({"curator": body["curator"]} if "curator" in body else {}),
        organisation=body["organisation"],
        passport={name: value for name, value in body.items() if name in PASSPORT},
        graduation_date=body.get("graduation_date"),
        diploma={name: value for name, value in body.items() if name in DIPLOMA},
    )
    return written_answer(commit(visit, outcome))


@feature.read(CASE, query=PointQuery, answers=CaseAnswer, headers=(PURPOSE,))
def read_case(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read a case at a point."""
    view, point, present = sighted(case_id, query, former=True)
    file = with_joined(projections(), point.asof, case_file(view, point.as_of), view.label)
    owner = _owner_centre(file["organisation"], point.asof)
    told = with_events(file, case_id, point) if present else file
    seen = file_links(case_id, point) if present else case_links(case_id, point, present=False)
    response = answer({**told, "owner_centre": owner, "links": seen, "point": point})
    if present and is_head(query):
        response.set_etag(str(view.version))
    return memento(response, point)


@feature.read(f"{CASE}/timeline", query=PointQuery, answers=TimelineAnswer, headers=(PURPOSE,))
def read_timeline(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read every entry of a case, as known at a point."""
    view, point, _ = sighted(case_id, query)
    return _linked({"case_id": case_id, "entries": case_timeline(view)}, point)


@feature.read(f"{CASE}/audit-trail", query=TrailQuery, answers=AuditTrailAnswer, headers=(PURPOSE,))
def read_audit_trail(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read every event of a case, or those of one entry: who recorded what, when, why."""
    view, point, _ = sighted(case_id, query)
    entry_id = query.get("entry_id")
    only = None if entry_id is None else view.positions_of(entry_id)
    events = [
        {**event, "links": event_links(case_id, event, point)}
        for event in case_audit(view, only=only)
    ]
    trail = {"case_id": case_id, "events": events, "links": file_links(case_id, point)}
    return memento(answer({**trail, "point": point}), point)


@feature.read(
    f"{CASE}/status-history", query=PointQuery, answers=StatusHistoryAnswer, headers=(PURPOSE,)
)
def read_status_history(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read which primary status a case had on every day, by what was known at every moment.

    Up to the point's knowledge; of days there are all, whatever its ``as_of`` is.
    """
    view, point, _ = sighted(case_id, query)
    found = status_rectangles(projections(), case_id, known=point.known_position)
    moments = {record.position: time_of(record) for record in view.records}
    rectangles = [told_rectangle(each, moments) for each in found]
    told = {"case_id": case_id, "rectangles": rectangles, "templates": history_templates(point)}
    return _linked(told, point)


@feature.read(
    f"{CASE}/personal-file", query=PointQuery, answers=PersonalFileAnswer, headers=(PURPOSE,)
)
def read_personal_file(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read the personal file (личное дело): all that is known of a case and was done in it."""
    view, point, _ = sighted(case_id, query)
    file = with_joined(projections(), point.asof, personal_file(view, point.as_of), view.label)
    owner = _owner_centre(file["organisation"], point.asof)
    return _linked({**file, "owner_centre": owner}, point)


@feature.read(f"{CASE}/route", query=PointQuery, answers=RouteAnswer, headers=(PURPOSE,))
def read_route(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read where a case stands in the stages of routing, step by step."""
    view, point, _ = sighted(case_id, query)
    return _linked(case_route(view, point.as_of), point)


@feature.read(f"{CASE}/career-card", query=PointQuery, answers=CareerCardAnswer, headers=(PURPOSE,))
def read_career_card(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read the individual career card and its versions."""
    view, point, _ = sighted(case_id, query)
    return _linked(career_card(view, point.as_of), point)


def _linked(told: dict[str, Any], point: Point) -> Response:
    """What is told of a case, each of its entries with the link to its events."""
    case_id: UUID = told["case_id"]
    shown = {**with_events(told, case_id, point), "links": file_links(case_id, point)}
    return memento(answer({**shown, "point": point}), point)


def _owner_centre(code: str, point: AsOf) -> dict[str, Any] | None:
    """Whose case it is: the school's own centre, else the region's base centre (domain 3.1)."""
    school = organisation_at(code, point)
    if school is None:
        return None
    region, own = school.region_code, school.keeps_centre
    return {
        "kind": "ORGANISATION" if own else "REGION",
        "organisation": code if own else base_centre_at(projections(), point, region),
        "region_code": region,
    }
