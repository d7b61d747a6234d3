"""Records of all kinds: opened, changed, corrected, annulled, read at a point (domain 7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response, url_for

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import incoming, projections, require, service
from api.cursors import asked_page, link_next
from api.features import IDEMPOTENCY_KEY, IF_MATCH, Feature
from api.point import PointQuery, asked_point, memento, own_today
from api.records import (
    asked_kind,
    asked_record,
    check_owner,
    record_links,
    shown_entry,
    shown_events,
    shown_kind,
    shown_line,
    sight_of,
)
from api.schemas.population import PAGE
from api.schemas.records import (
    RecordAnnulmentRequest,
    RecordAnswer,
    RecordChangeRequest,
    RecordCorrectionRequest,
    RecordKindAnswer,
    RecordKindsAnswer,
    RecordRequest,
    RecordsAnswer,
    RecordsQuery,
    RecordTimelineAnswer,
    RecordTrailAnswer,
    RecordTrailQuery,
    RecordWrittenAnswer,
)
from api.unfair import warned_in_record
from marshrut.application import records as use_cases
from marshrut.application.codes import check_codes
from marshrut.application.plain_writes import Repeated
from marshrut.application.records import SavedRecord
from marshrut.policy import Action
from marshrut.records.kinds import Kind, kinds
from marshrut.refusals import refuse
from projections.records import Narrowing, record_at, record_page

feature = Feature("records", "Vacancies, events, tasks, checks: what a case lives among")

KIND = "/records/<kind>"
ONE = f"{KIND}/<uuid:record_id>"
ENTRY = f"{ONE}/entries/<uuid:entry_id>"
STEP: dict[str, Any] = {"answers": RecordWrittenAnswer, "headers": (IF_MATCH, IDEMPOTENCY_KEY)}


@feature.read("/record-kinds", answers=RecordKindsAnswer)
def list_kinds(*, query: dict[str, Any]) -> Response:  # noqa: ARG001 - there is none
    """Tell the kinds of records: what is said of each, and in which states it goes."""
    require(Action.READ_REFERENCE)
    return answer({"kinds": [shown_kind(kind) for kind in kinds().values()]})


@feature.read("/record-kinds/<kind>", answers=RecordKindAnswer)
def read_kind(*, query: dict[str, Any], kind: str) -> Response:  # noqa: ARG001 - there is none
    """Tell one of the kinds."""
    found = asked_kind(kind)
    require(Action.READ_REFERENCE)
    return answer(shown_kind(found))


@feature.write(KIND, body=RecordRequest, answers=RecordWrittenAnswer)
def open_record(kind: str) -> Response:
    """Make a record known from a day on."""
    found, request = asked_kind(kind), incoming()
    use_cases.begin_record(service(), request, found)
    return _written(use_cases.open_record(service(), request, found, **_said(RecordRequest)), found)


@feature.write(f"{ONE}/changes", body=RecordChangeRequest, **STEP)
def change(kind: str, record_id: UUID) -> Response:
    """Say what is otherwise from a day on; with nothing else: it was looked at, and still is so."""
    found = asked_kind(kind)
    visit = use_cases.visit_record(service(), incoming(), found, record_id)
    return _written(use_cases.change(visit, **_said(RecordChangeRequest)), found)


@feature.write(f"{ENTRY}/correction", body=RecordCorrectionRequest, **STEP)
def correct(kind: str, record_id: UUID, entry_id: UUID) -> Response:
    """Replace what was wrong in an entry; what was known before stays as it was known."""
    found = asked_kind(kind)
    visit = use_cases.visit_record(service(), incoming(), found, record_id, entry_id)
    return _written(use_cases.correct(visit, entry_id, **_said(RecordCorrectionRequest)), found)


@feature.write(f"{ENTRY}/annulment", body=RecordAnnulmentRequest, **STEP)
def annul(kind: str, record_id: UUID, entry_id: UUID) -> Response:
    """Take an entry back; of its opening, the record."""
    found = asked_kind(kind)
    visit = use_cases.visit_record(service(), incoming(), found, record_id, entry_id)
    return _written(use_cases.annul(visit, entry_id, **load_body(RecordAnnulmentRequest)), found)


@feature.read(KIND, query=RecordsQuery, answers=RecordsAnswer)
def list_records(*, query: dict[str, Any], kind: str) -> Response:
    """List the records of a kind as they are on a day, in the order in which they were opened."""
    found = asked_kind(kind)
    require(Action.READ_FIGURES)
    check_owner(found, query.get("organisation"))
    check_codes({"region_code": query.get("region_code")}, on=own_today())
    narrowing = _narrowing(query)
    if narrowing.field is not None and narrowing.field not in found.by_name:
        raise refuse("INVALID", field="field", expected=" | ".join(found.by_name))
    point, after = asked_page(query)
    limit = query.get("limit", PAGE)
    lines = record_page(
        projections(),
        point.asof,
        found.code,
        sight=sight_of(found),
        narrowing=narrowing,
        after=after,
        limit=limit + 1,
    )
    rows = [shown_line(found, line, point) for line in lines[:limit]]
    payload = {"point": point, "kind": found.path, "filters": narrowing, "records": rows}
    response = answer(payload)
    if len(lines) > limit:
        link_next(response, point, lines[limit - 1].number)
    return memento(response, point)


@feature.read(ONE, query=PointQuery, answers=RecordAnswer)
def read_record(*, query: dict[str, Any], kind: str, record_id: UUID) -> Response:
    """Read a record as it is on a day; 404 before its first day, and of an annulled one."""
    found, point = asked_kind(kind), asked_point(query)
    record, _ = asked_record(found, record_id, point)
    line = record_at(projections(), point.asof, record_id)
    if line is None:
        raise refuse("NOT_FOUND")
    payload = {**shown_line(found, line, point), "kind": found.path, "version": record.version}
    response = answer({**payload, "point": point}, ETag=f'"{record.version}"')
    return memento(response, point)


@feature.read(f"{ONE}/timeline", query=PointQuery, answers=RecordTimelineAnswer)
def read_record_timeline(*, query: dict[str, Any], kind: str, record_id: UUID) -> Response:
    """Tell every entry of a record as known at a point, corrected and annulled ones too."""
    found, point = asked_kind(kind), asked_point(query)
    record, events = asked_record(found, record_id, point)
    told = [
        shown_entry(found, record, entry, events, point)
        for entry in sorted(record.entries.values(), key=lambda each: each.order)
    ]
    payload = {"record_id": record_id, "entries": told, "point": point}
    links = record_links(found, record_id, point)
    response = answer({**payload, "links": links}, ETag=f'"{record.version}"')
    return memento(response, point)


@feature.read(f"{ONE}/audit-trail", query=RecordTrailQuery, answers=RecordTrailAnswer)
def read_record_trail(*, query: dict[str, Any], kind: str, record_id: UUID) -> Response:
    """Tell every event of a record, or of one entry: who, when, why, what it changed."""
    found, point = asked_kind(kind), asked_point(query)
    record, events = asked_record(found, record_id, point)
    wanted = query.get("entry_id")
    told = [
        each
        for each in shown_events(found, record, events, point)
        if wanted in {None, each["entry_id"]}
    ]
    links = record_links(found, record_id, point)
    payload = {"record_id": record_id, "events": told, "links": links, "point": point}
    return memento(answer(payload), point)


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    record = service().record(repeated.saved.record_id)
    return _written(repeated.saved, kinds()[record.kind if record else ""])


def _written(saved: SavedRecord, kind: Kind) -> Response:
    place = {}
    if saved.version == 1:
        where = url_for("records.read_record", kind=kind.path, record_id=saved.record_id)
        place = {"Location": where}
    told = {**msgspec.structs.asdict(saved), "warnings": warned_in_record(kind, saved)}
    return answer(told, CREATED, ETag=f'"{saved.version}"', **place)


def _said(schema: Any) -> dict[str, Any]:
    body = load_body(schema)
    return {name.rstrip("_"): value for name, value in body.items()}


def _narrowing(query: dict[str, Any]) -> Narrowing:
    if ("field" in query) != ("value" in query):
        missing = "value" if "field" in query else "field"
        raise refuse("REQUIRED", field=missing, expected="field & value")
    named = {name: query.get(name) for name in ("organisation", "region_code", "state")}
    is_open = query.get("open")
    return Narrowing(
        **named,
        open=is_open == "true" if is_open is not None else None,
        field=query.get("field"),
        value=query.get("value"),
    )
