"""Opening a case, and reading one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer, written_answer
from api.bodies import load_body
from api.context import incoming, require, service
from api.features import CASE, PURPOSE, Feature
from api.point import PointQuery, is_head, memento
from api.schemas.answers import AuditTrailAnswer, CaseAnswer, TimelineAnswer
from api.schemas.case_work import CareerCardAnswer, PersonalFileAnswer, RouteAnswer
from api.schemas.entries import DiplomaRequest
from api.schemas.opening import OpeningRequest, PassportRequest
from api.sight import organisation_at, sighted
from marshrut.application.commit import commit
from marshrut.application.opening import open_case
from marshrut.application.visit import check_not_answered
from marshrut.asof import AsOf
from marshrut.policy import Action
from projections.case_audit import case_audit
from projections.case_file import case_file
from projections.case_personal import personal_file
from projections.case_route import career_card, case_route
from projections.case_timeline import case_timeline

feature = Feature("cases", "The cases of graduates")
PASSPORT = frozenset(PassportRequest().fields) - {"curator"}
DIPLOMA = frozenset(DiplomaRequest().fields)


@feature.write("/cases", body=OpeningRequest)
def open_a_case() -> Response:
    """Open a case: a final-year student's, or a graduate's."""
    request = incoming()
    require(Action.WRITE_CASES)
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
    file = case_file(view, point.as_of)
    owner = _owner_centre(file["organisation"], point.asof)
    response = answer({**file, "owner_centre": owner, "point": point})
    if present and is_head(query):
        response.set_etag(str(view.version))
    return memento(response, point)


@feature.read(f"{CASE}/timeline", query=PointQuery, answers=TimelineAnswer, headers=(PURPOSE,))
def read_timeline(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read every entry of a case, as known at a point."""
    view, point, _ = sighted(case_id, query)
    lines = {"case_id": case_id, "entries": case_timeline(view), "point": point}
    return memento(answer(lines), point)


@feature.read(f"{CASE}/audit-trail", query=PointQuery, answers=AuditTrailAnswer, headers=(PURPOSE,))
def read_audit_trail(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read every event of a case: who recorded what, when, why."""
    view, point, _ = sighted(case_id, query)
    trail = {"case_id": case_id, "events": case_audit(view), "point": point}
    return memento(answer(trail), point)


@feature.read(
    f"{CASE}/personal-file", query=PointQuery, answers=PersonalFileAnswer, headers=(PURPOSE,)
)
def read_personal_file(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read the personal file (личное дело): all that is known of a case and was done in it."""
    view, point, _ = sighted(case_id, query)
    file = personal_file(view, point.as_of)
    owner = _owner_centre(file["organisation"], point.asof)
    return memento(answer({**file, "owner_centre": owner, "point": point}), point)


@feature.read(f"{CASE}/route", query=PointQuery, answers=RouteAnswer, headers=(PURPOSE,))
def read_route(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read where a case stands in the stages of routing, step by step."""
    view, point, _ = sighted(case_id, query)
    return memento(answer({**case_route(view, point.as_of), "point": point}), point)


@feature.read(f"{CASE}/career-card", query=PointQuery, answers=CareerCardAnswer, headers=(PURPOSE,))
def read_career_card(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read the individual career card and its versions."""
    view, point, _ = sighted(case_id, query)
    return memento(answer({**career_card(view, point.as_of), "point": point}), point)


def _owner_centre(code: str, point: AsOf) -> dict[str, Any] | None:
    """Whose case it is: the school's own centre, else the region's base centre (domain 3.1)."""
    school = organisation_at(code, point)
    if school is None:
        return None
    own = school.has_centre
    return {
        "kind": "ORGANISATION" if own else "REGION",
        "organisation": code if own else None,
        "region_code": school.region_code,
    }
