"""Programmes read at a point: the list, each one whole, what is overdue or comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, url_for

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import actor, incoming, projections, require, service
from api.features import IDEMPOTENCY_KEY, Feature
from api.links import Links, address, event_link, segment
from api.point import Point, PointQuery, asked_point, memento, own_region
from api.programmes import (
    act,
    built,
    coded,
    counts,
    entries,
    named_item,
    occurrence,
    party_names,
    report,
    row,
    trail,
    whole,
)
from api.schemas.answers import TrailQuery
from api.schemas.programmes import (
    UPCOMING,
    ActivitiesAnswer,
    LegalBasisAnswer,
    ProgrammeAnswer,
    ProgrammeEntriesAnswer,
    ProgrammeItemsAnswer,
    ProgrammeItemsQuery,
    ProgrammeQuery,
    ProgrammeRequest,
    ProgrammesAnswer,
    ProgrammesQuery,
    ProgrammeTrailAnswer,
    ProgrammeWrittenAnswer,
)
from marshrut.application import programmes as use_cases
from marshrut.application.plain_writes import Repeated, check_not_repeated, check_right
from marshrut.application.programme_plan import plan_of
from marshrut.application.programme_visit import WRITE, Saved, sees_programme
from marshrut.policy import Action
from marshrut.programmes.plan import Level
from marshrut.programmes.shipped import activities, legal_basis
from marshrut.programmes.states import ItemStanding, OccurrenceState, standings
from marshrut.refusals import Refused, finding, refuse
from projections.population import Scope
from projections.programmes import ProgrammeFile, programme_file, programmes_at

feature = Feature("programmes", "Programmes of measures: items, deadlines, targets, progress")

ONE = "/programmes/<programme_id>"
OF_LIST = ("region_code", "organisation", "level", "status")
OF_PLACE = ("template", "code", "region_code", "organisation")
SOON = 30
"""Days ahead that are upcoming if nobody says how many."""


@feature.read("/programmes", query=ProgrammesQuery, answers=ProgrammesAnswer)
def list_programmes(*, query: dict[str, Any]) -> Response:
    """List the programmes at a point: the region's and, of schools, their own."""
    require(Action.READ_FIGURES)
    point = asked_point(query)
    found = programmes_at(
        projections(),
        point.asof,
        scope=Scope.of(actor()),
        own_region=own_region(),
        filters={name: query[name] for name in OF_LIST if name in query},
    )
    return memento(answer({"point": point, "programmes": [row(each) for each in found]}), point)


@feature.write(
    "/programmes",
    body=ProgrammeRequest,
    answers=ProgrammeWrittenAnswer,
    headers=(IDEMPOTENCY_KEY,),
)
def register() -> Response:
    """Make a programme known as a draft: a shipped one, or one of one's own."""
    request = incoming()
    check_right(request.actor, *WRITE.values())
    try:
        check_not_repeated(service(), request, Saved)
        saved = _registered(load_body(ProgrammeRequest))
    except Repeated as repeated:
        saved = repeated.saved
    location = url_for("programmes.read_programme", programme_id=saved.code)
    return answer(saved, CREATED, ETag=f'"{saved.version}"', Location=location)


def _registered(body: dict[str, Any]) -> Saved:
    if "template" in body:
        other = sorted(body.keys() - set(OF_PLACE))
        if other:
            raise refuse("INVALID", field=other[0], expected="template | …")
        return use_cases.register_template(service(), incoming(), **body)
    code, level = body.pop("code", None), body.pop("level", None)
    if code is None or level is None:
        needed = {"code": (code, "TO-2026"), "level": (level, " | ".join(Level))}
        raise Refused(
            *(
                finding("REQUIRED", field=name, expected=expected)
                for name, (given, expected) in needed.items()
                if given is None
            )
        )
    place = {name: body.pop(name, None) for name in ("region_code", "organisation")}
    return use_cases.register(
        service(), incoming(), code=code, level=Level(level), plan=plan_of(body), **place
    )


@feature.read(ONE, query=ProgrammeQuery, answers=ProgrammeAnswer)
def read_programme(*, query: dict[str, Any], programme_id: str) -> Response:
    """Read a programme at a point: its items with their states, its targets, notes on defects."""
    file, point = asked_programme(query, programme_id)
    told = whole(file, point.as_of, before_approval=_before_approval(query))
    response = answer({**told, "point": point})
    response.set_etag(str(file.version))
    return memento(response, point)


@feature.read(f"{ONE}/items", query=ProgrammeItemsQuery, answers=ProgrammeItemsAnswer)
def read_items(*, query: dict[str, Any], programme_id: str) -> Response:
    """List the occurrences of items in a state, the earliest due first.

    ``UPCOMING``: due within ``days`` and not done. Items without due days stand at the end.
    """
    file, point = asked_programme(query, programme_id)
    items = standings(file.history, point.as_of, before_approval=_before_approval(query))
    names = party_names(file.history.plan(point.as_of))
    told = [
        {**named_item(standing.item, names), **each}
        for standing in items
        if _is_asked(standing, query)
        for each in _due(standing, point, query)
    ]
    told.sort(key=lambda each: (each["due_on"] is None, each["due_on"] or point.as_of))
    payload = {"code": programme_id, "items": told, "counts": counts(items), "point": point}
    return memento(answer(payload), point)


@feature.read(f"{ONE}/entries", query=PointQuery, answers=ProgrammeEntriesAnswer)
def read_entries(*, query: dict[str, Any], programme_id: str) -> Response:
    """List what was recorded of a programme: approvals, amendments, progress, targets, its end."""
    file, point = asked_programme(query, programme_id)
    told = [{**each, "links": _events(programme_id, each, point)} for each in entries(file)]
    payload = {"code": programme_id, "entries": told, "point": point}
    return memento(answer(payload), point)


@feature.read(f"{ONE}/audit-trail", query=TrailQuery, answers=ProgrammeTrailAnswer)
def read_trail(*, query: dict[str, Any], programme_id: str) -> Response:
    """Read the events of a programme, or of one entry: who recorded or corrected what, and why."""
    file, point = asked_programme(query, programme_id)
    wanted = query.get("entry_id")
    told = [
        {
            **event,
            "links": {
                "event": event_link(event["position"], point),
                **_events(programme_id, event, point),
            },
        }
        for event in trail(file)
        if wanted in {None, event["entry_id"]}
    ]
    payload = {"code": programme_id, "events": told, "point": point}
    return memento(answer(payload), point)


def _events(code: str, about: dict[str, Any], point: Point) -> Links:
    """The events of the entry that an entry or event of a programme is about."""
    if about["entry_id"] is None:
        return {}
    path = f"/programmes/{segment(code)}/audit-trail"
    return {"events": address(path, point, entry_id=about["entry_id"])}


@feature.read("/recommended-activities", answers=ActivitiesAnswer)
def list_activities(*, query: dict[str, Any]) -> Response:  # noqa: ARG001 - there is none
    """List the 57 recommended activities of which a plan can be made."""
    require(Action.READ_REFERENCE)
    told = [
        {**built(each), "keywords": [coded("activity_keywords", code) for code in each.keywords]}
        for each in activities().values()
    ]
    return answer({"activities": told})


@feature.read("/legal-basis", answers=LegalBasisAnswer)
def list_legal_basis(*, query: dict[str, Any]) -> Response:  # noqa: ARG001 - there is none
    """List the acts a programme rests on, with slots for regional, municipal and local ones."""
    require(Action.READ_REFERENCE)
    return answer({"acts": [act(each) for each in legal_basis()]})


def asked_programme(query: dict[str, Any], code: str) -> tuple[ProgrammeFile, Point]:
    """The programme at the point that is asked for. Raises ``Refused``."""
    point = asked_point(query)
    file = programme_file(projections(), point.asof, code)
    if file is None or not sees_programme(service(), actor(), file.history.registration):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    return file, point


def _before_approval(query: dict[str, Any]) -> bool:
    return query.get("before_approval") == "true"


def _is_asked(standing: ItemStanding, query: dict[str, Any]) -> bool:
    item = standing.item
    section = query.get("section") in {None, item.section}
    return section and ("responsible" not in query or query["responsible"] in item.responsible)


def _due(standing: ItemStanding, point: Point, query: dict[str, Any]) -> list[dict[str, Any]]:
    state, days = query.get("state"), query.get("days", SOON)
    if state == UPCOMING:
        return [_dated(each, point) for each in standing.upcoming(point.as_of, days=days)]
    if not standing.occurrences:
        undated = {"due_on": None, "state": coded("item_states", standing.state)}
        reports = [report(*each) for each in standing.reports]
        return [{**undated, "reports": reports}] if state in {None, standing.state} else []
    last = point.as_of + timedelta(days=days) if "days" in query else None
    return [
        _dated(each, point)
        for each in standing.occurrences
        if state in {None, each.state} and (last is None or each.occurrence.due_on <= last)
    ]


def _dated(found: OccurrenceState, point: Point) -> dict[str, Any]:
    left = (found.occurrence.due_on - point.as_of).days
    return {**occurrence(found), "days_left": left}
