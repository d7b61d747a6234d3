"""The audit trail across cases: who recorded what, when, in whose cases."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from api.answers import answer
from api.context import actor, projections, require, service
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import case_links, event_links
from api.point import Moment, Point, PointQuery, memento, own_region
from api.populations import check_own_organisation
from api.schemas.answers import AuditEventAnswer, PointedAnswer
from api.schemas.links import Links
from api.schemas.population import PAGE, Number
from api.shapes import DAY, LONGEST_CODE, Code, Day
from api.sight import view_of
from marshrut.ledger.clock import microseconds_of
from marshrut.policy import Action
from projections.audit_log import Question, audit_page
from projections.case_audit import case_audit
from projections.case_list import LONGEST_PAGE
from projections.population import Scope

feature = Feature("audit", "The audit trail across cases")


class Bound(Moment):
    """A day, or a moment with its offset."""

    expected = f"YYYY-MM-DD | {Moment.expected}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        whole_day = DAY.fullmatch(str(value))
        if whole_day:
            return Day().deserialize(value)
        return super()._deserialize(value, attr, data, **options)


class EventQuery(PointQuery):
    """Which events are asked for."""

    actor = fields.String(validate=validate.Length(min=1, max=200))
    organisation = Code(metadata={"description": "Cases that are in this school today."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE)


# «from» is a word of Python, so no class body can have a field of that name.
AuditQuery = EventQuery.from_dict(
    {
        "from": Bound(metadata={"description": "Recorded from this day or moment on."}),
        "to": Bound(
            metadata={"description": "Recorded on this day at the latest, or before this moment."}
        ),
    },
    name="AuditQuery",
)


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
    return Question(
        actor=query.get("actor"),
        since=_moment(query.get("from"), days=0),
        until=_moment(query.get("to"), days=1),
        organisation=query.get("organisation"),
    )


def _moment(bound: date | datetime | None, *, days: int) -> int | None:
    """A moment in microseconds; a day begins, and ends, in the caller's region (S11)."""
    if bound is None:
        return None
    if isinstance(bound, datetime):
        return microseconds_of(bound)
    midnight = datetime.combine(bound + timedelta(days=days), time.min)
    return microseconds_of(midnight.replace(tzinfo=service().zone(own_region())))


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
