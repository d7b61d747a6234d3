"""One event by itself, for whoever may read the audit trail that it stands in (S15, S17)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.context import actor, require, service
from api.figure_ways import in_force
from api.links import Links, address, case_links, entry_events, event_link, segment
from api.point import Point
from api.programmes import entries
from api.records import of_record
from api.sight import own_school, sighted
from api.told_reports import of_period, of_report
from marshrut.application.programme_visit import sees_programme
from marshrut.cases.events import CaseEvent
from marshrut.employers.events import EmployerRegistered
from marshrut.events import Event
from marshrut.indicators.events import IndicatorValueReported
from marshrut.indicators.reported import ReportedSeries
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record
from marshrut.organisations.events import OrganisationRegistered
from marshrut.policy import Action
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.records.events import RecordOpened
from marshrut.refusals import refuse
from marshrut.reports.events import PeriodClosed, ReportIssued
from projections.case_audit import case_audit
from projections.case_timeline import case_timeline
from projections.plain_audit import plain_changes
from projections.population import Scope
from projections.programmes import ProgrammeFile

OF_ENTRY = ("entry_id", "kind", "code", "label", "effective_on", "ended_on", "state")
OF_PROGRAMME_ENTRY = ("entry_id", "kind", "effective_on", "state")


def told_event(position: int, query: dict[str, Any], point: Point) -> dict[str, Any]:
    """The event at the position, as known at the point. Raises ``Refused``."""
    known = min(position, point.known_position)
    found = service().ledger.records_between(after=position - 1, upto=known)
    if not found:
        raise refuse("NOT_FOUND")
    (record,) = found
    if isinstance(record.event, CaseEvent):
        return _of_case(record, query, point)
    records = service().ledger.records_of(record.event.originator_id, upto=position)
    tell = TELLERS.get(type(records[0].event))
    if tell is None:
        raise refuse("NOT_FOUND")
    return {**_stamped(records), **tell(records, point)}


def _of_case(record: Record, query: dict[str, Any], point: Point) -> dict[str, Any]:
    case_id = record.event.originator_id
    view, _, _ = sighted(case_id, query)
    (told,) = case_audit(view, only={record.position})
    (line,) = (each for each in case_timeline(view) if each["entry_id"] == told["entry_id"])
    events = {"events": entry_events(case_id, told["entry_id"], point)}
    return {
        **told,
        "originator": {"kind": "case", "id": case_id},
        "entry": {**{name: line[name] for name in OF_ENTRY}, "links": events},
        "links": {"event": event_link(record.position, point), **case_links(case_id, point)},
    }


def _stamped(records: list[Record]) -> dict[str, Any]:
    """Who recorded the last of the events, when and why, and what it changed."""
    position, recorded_at, event = records[-1]
    events: list[Any] = [record.event for record in records]
    return {
        "position": position,
        "recorded_at": moment_of(recorded_at),
        "version": event.originator_version,
        "entry_id": getattr(event, "entry_id", None),
        "topic": event.TOPIC,
        **{name: getattr(event.by, name) for name in ("actor", "role", "organisation", "source")},
        "reason": getattr(event, "reason", None) or getattr(event, "note", None),
        "reason_hidden": False,
        "correlation_id": event.by.correlation_id,
        "changes": plain_changes(events),
        "entry": None,
    }


def _of_organisation(records: list[Record], point: Point) -> dict[str, Any]:
    first: Any = records[0].event
    if not own_school(first.code):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    originator = {"kind": "organisation", "id": first.originator_id, "code": first.code}
    organisation = address(f"/organisations/{segment(first.code)}", point)
    return {
        "originator": originator,
        "links": {"event": event_link(records[-1].position, point), "organisation": organisation},
    }


def _of_employer(records: list[Record], point: Point) -> dict[str, Any]:
    """The register is one, and whoever reads it reads who has said what."""
    require(Action.READ_REFERENCE)
    first: Any = records[0].event
    return {
        "originator": {"kind": "employer", "id": first.originator_id, "inn": first.inn},
        "links": {
            "event": event_link(records[-1].position, point),
            "employer": address(f"/employers/{first.inn}", point),
        },
    }


def _of_programme(records: list[Record], point: Point) -> dict[str, Any]:
    first: Any = records[0].event
    if not sees_programme(service(), actor(), first):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    file = ProgrammeFile(
        service().ledger.records_of(first.originator_id, upto=point.known_position)
    )
    root = f"/programmes/{segment(first.code)}"
    entry_id = getattr(records[-1].event, "entry_id", None)
    about = [each for each in entries(file) if each["entry_id"] == entry_id]
    trail = f"{root}/audit-trail"
    return {
        "originator": {"kind": "programme", "id": first.originator_id, "code": first.code},
        "entry": {
            **{name: about[0][name] for name in OF_PROGRAMME_ENTRY},
            "links": {"events": address(trail, point, entry_id=entry_id)},
        }
        if about
        else None,
        "links": {
            "event": event_link(records[-1].position, point),
            "programme": address(root, point),
            "audit_trail": address(trail, point),
        },
    }


def _of_series(records: list[Record], point: Point) -> dict[str, Any]:
    first: Any = records[0].event
    if not _sees_series(first):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    series = ReportedSeries(first.originator_id)
    for record in service().ledger.records_of(first.originator_id, upto=point.known_position):
        series.replay(record.event)
    entry = series.entries[getattr(records[-1].event, "entry_id")]  # noqa: B009 - all have one
    subject = series.subject._asdict()
    return {
        "originator": {"kind": "indicator", "id": first.originator_id, **subject},
        "entry": {
            "entry_id": entry.entry_id,
            "kind": "report",
            "code": entry.content.what.value,
            "effective_on": entry.content.period_from,
            "ended_on": entry.content.period_to,
            "state": entry.state.value,
        },
        "links": {"event": event_link(records[-1].position, point), **_of_subject(first, point)},
    }


def _sees_series(first: IndicatorValueReported) -> bool:
    """Whether the reader is answered the series among the values of its indicator."""
    scope = Scope.of(actor())
    own = scope.organisation in {None, first.organisation}
    return own and (not scope.regions or first.region_code in scope.regions)


def _of_subject(first: IndicatorValueReported, point: Point) -> Links:
    """The indicator, if it is in force on the day; the values reported of the subject."""
    root = f"/indicators/{segment(first.indicator_id)}"
    links: Links = {}
    if in_force(first.indicator_id, point.as_of):
        links["indicator"] = address(root, point)
    if in_force(first.indicator_id, service().today()):
        whose: dict[str, Any] = {"region_code": first.region_code}
        if first.organisation is not None:
            whose = {"organisation": first.organisation}
            links["organisation"] = address(f"/organisations/{segment(first.organisation)}", point)
        links["values"] = address(f"{root}/values", point, whose)
    return links


TELLERS: Mapping[type[Event], Callable[[list[Record], Point], dict[str, Any]]] = {
    OrganisationRegistered: _of_organisation,
    EmployerRegistered: _of_employer,
    ProgrammeRegistered: _of_programme,
    IndicatorValueReported: _of_series,
    ReportIssued: of_report,
    PeriodClosed: of_period,
    RecordOpened: of_record,
}
"""Who tells of the events of a stream that is no case's, by its first event."""
