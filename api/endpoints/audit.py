"""The audit trail across cases: who recorded what, when, in whose cases."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from api.answers import answer
from api.bounds import BOUNDS, between
from api.context import actor, projections, require, service
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import case_links, event_links
from api.point import Point, PointQuery, memento
from api.populations import check_own_organisation
from api.schemas.answers import AuditEventAnswer, PointedAnswer
from api.schemas.links import Links
from api.schemas.population import PAGE, Number
from api.shapes import LONGEST_CODE, Code
from api.sight import view_of
from marshrut.ledger.clock import microseconds_of
from marshrut.policy import Action
from projections.audit_log import Question, audit_page
from projections.case_audit import case_audit
from projections.case_list import LONGEST_PAGE
from projections.population import Scope

feature = Feature("audit", "The audit trail across cases")


class EventQuery(PointQuery):
    """Which events are asked for."""

    actor = fields.String(validate=validate.Length(min=1, max=200))
    organisation = Code(metadata={"description": "Cases that are in this school today."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE)


AuditQuery = EventQuery.from_dict(BOUNDS, name="AuditQuery")


class CaseEventAnswer(AuditEventAnswer):
    """An event of a case; it `links` to both, and to the `events` of the entry."""

    case_id = fields.UUID()
    links = Links("event", "events", "case", "timeline", "audit_trail")


class AuditAnswer(PointedAnswer):
    """Events, oldest first, each with its case."""

    events = fields.List(fields.Nested(CaseEventAnswer))


@feature.read("/audit-trail", query=AuditQuery, answers=AuditAnswer, headers=(PURPOSE,))
def read_audit_trail(*, query: dict[str, Any]) -> Response:
    """Read events across the cases of one's scope by actor, time and school."""
    require(Action.READ_CASES)
    if "organisation" in query:
        check_own_organisation(query["organisation"])
    point, after = asked_page(query)
    limit = query.get("limit", PAGE)
    found = audit_page(
        projections(),
        known=point.known_position,
        today=service().today(),
        question=_question(query),
        scope=Scope.of(actor()),
        after=after,
        limit=limit + 1,
    )
    rows = found[:limit]
    response = answer({"events": _events(rows, point), "point": point})
    if len(found) > limit:
        link_next(response, point, rows[-1]["position"])
    return memento(response, point)


def _question(query: dict[str, Any]) -> Question:
    since, until = between(query)
    return Question(
        actor=query.get("actor"),
        since=None if since is None else microseconds_of(since),
        until=None if until is None else microseconds_of(until),
        organisation=query.get("organisation"),
    )


def _events(rows: list[dict[str, Any]], point: Point) -> list[dict[str, Any]]:
    """The rows in words: each case is read once, and told as in its own trail."""
    positions = {row["position"] for row in rows}
    cases: set[UUID] = {row["originator_id"] for row in rows}
    records = service().ledger.records_of_many(cases, upto=point.known_position)
    told: dict[int, dict[str, Any]] = {}
    for case_id, group in groupby(records, key=lambda record: record.event.originator_id):
        view = view_of(case_id, list(group))
        for event in case_audit(view, only=positions):
            links = {**case_links(case_id, point), **event_links(case_id, event, point)}
            told[event["position"]] = {"case_id": case_id, **event, "links": links}
    return [told[position] for position in sorted(positions)]
