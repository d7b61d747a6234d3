"""How records are told: their kinds, themselves, their entries, whose they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.context import actor, require, service
from api.links import Links, address, event_link
from api.point import Point
from api.populations import check_own_organisation
from api.texts import label_of
from marshrut.application.record_references import home_region, keeps, sees_record
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record as Recorded
from marshrut.policy import Action
from marshrut.records.kinds import Field, Kind, kind_at, kinds
from marshrut.records.record import Entry, Record
from marshrut.refusals import refuse
from projections.plain_audit import plain_changes
from projections.records import RecordLine, Sight


def asked_kind(path: str) -> Kind:
    """The kind that an address names. Raises ``Refused`` (``NOT_FOUND``)."""
    kind = kind_at(path)
    if kind is None:
        raise refuse("NOT_FOUND")
    return kind


def asked_record(kind: Kind, record_id: UUID, point: Point) -> tuple[Record, list[Recorded]]:
    """The record by what was known at the point, and its events. Raises ``Refused``.

    Whether it is in sight is judged by what is known now, as of a case (S15).
    """
    head = service().record(record_id)
    if head is None or head.kind != kind.code or not sees_record(service(), actor(), head):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    events = service().ledger.records_of(record_id, upto=point.known_position)
    if not events:
        raise refuse("NOT_FOUND")
    record = Record(record_id)
    for each in events:
        record.replay(each.event)
    return record, events


def sight_of(kind: Kind) -> Sight:
    """Which records of the kind the asker has in sight."""
    who = actor()
    also = home_region(service(), who) if kind.shared else None
    return Sight(
        organisation=who.organisation,
        regions=who.regions,
        also_of=also,
        receiver=None if who.organisation else kind.receiver,
    )


def concerns_centre(record: Record) -> bool:
    """Whether the record is the asker's, or of the asker's region: a centre sees its part of it."""
    if keeps(actor(), record.whose):
        return True
    of_region = record.whose.organisation is None
    return of_region and home_region(service(), actor()) == record.whose.region_code


def check_owner(kind: Kind, code: str | None) -> None:
    """Raise ``Refused`` for a filter that names an organisation out of sight (S17)."""
    if code is None:
        return
    school = service().organisation(code)
    home = home_region(service(), actor()) if kind.shared else None
    if school is None or home is None or school.on(service().today()).region_code != home:
        check_own_organisation(code)


def record_links(kind: Kind, record_id: UUID, point: Point) -> Links:
    """The record, its entries and its events."""
    root = f"/records/{kind.path}/{record_id}"
    return {
        "record": address(root, point),
        "timeline": address(f"{root}/timeline", point),
        "audit_trail": address(f"{root}/audit-trail", point),
    }


def entry_events(kind: Kind, record_id: UUID, entry_id: UUID, point: Point) -> str:
    """The events of one entry."""
    return address(f"/records/{kind.path}/{record_id}/audit-trail", point, entry_id=entry_id)


def shown_line(kind: Kind, line: RecordLine, point: Point) -> dict[str, Any]:
    """A record as it is on the day."""
    return {
        "record_id": line.record_id,
        "number": line.number,
        "title": str(line.fields.get(kind.title, "")),
        "organisation": line.organisation,
        "region_code": line.region_code,
        "state": line.state,
        "state_label": state_label(kind, line.state),
        "open": line.open,
        "since": line.since,
        "confirmed_on": line.confirmed_on,
        "fields": line.fields,
        "links": record_links(kind, line.record_id, point),
    }


def state_label(kind: Kind, state: str | None) -> str | None:
    """What the state is called."""
    return None if state is None else label_of(kind.state(state))


def shown_entry(
    kind: Kind, record: Record, entry: Entry, events: list[Recorded], point: Point
) -> dict[str, Any]:
    """An entry with who recorded it, and what became of it."""
    first = events[entry.version - 1]
    by_version = {event.event.originator_version: event.position for event in events}
    stands = "corrected" if entry.corrected else "current"
    return {
        "entry_id": entry.entry_id,
        "effective_on": entry.effective_on,
        "state": entry.state,
        "state_label": state_label(kind, entry.state),
        "fields": entry.fields,
        "recorded_at": moment_of(first.recorded_at),
        "position": first.position,
        "actor": first.event.by.actor,
        "source": first.event.by.source,
        "entry_state": "annulled" if entry.annulled else stands,
        "corrected_by": by_version.get(entry.corrected or 0),
        "annulled_by": by_version.get(entry.annulled or 0),
        "links": {"events": entry_events(kind, record.id, entry.entry_id, point)},
    }


def shown_events(kind: Kind, record: Record, events: list[Recorded], point: Point) -> Any:
    """Every event: who, when, why, and what it changed."""
    told: list[Any] = [each.event for each in events]
    for place, (position, recorded_at, event) in enumerate(events):
        entry_id = told[place].entry_id
        yield {
            "position": position,
            "recorded_at": moment_of(recorded_at),
            "version": event.originator_version,
            "entry_id": entry_id,
            "topic": event.TOPIC,
            **{name: getattr(event.by, name) for name in ("actor", "role", "organisation")},
            "source": event.by.source,
            "reason": getattr(event, "reason", None),
            "correlation_id": event.by.correlation_id,
            "changes": plain_changes(told[: place + 1]),
            "links": {
                "event": event_link(position, point),
                "events": entry_events(kind, record.id, entry_id, point),
            },
        }


def shown_kind(kind: Kind) -> dict[str, Any]:
    """A kind as those who fill in records read it."""
    return {
        "code": kind.code,
        "path": kind.path,
        "label": label_of(kind),
        "plural": kind.plural_ru,
        "source": kind.source,
        "whose": kind.whose,
        "shared": kind.shared,
        "receiver": kind.receiver,
        "title": kind.title,
        "fields": [_field(field) for field in kind.fields],
        "states": [
            {
                "code": s.code,
                "label": label_of(s),
                "open": s.open,
                "to": s.to,
                "by_receiver": s.by_receiver,
            }
            for s in kind.states
        ],
        "links": {"records": f"/api/v1/records/{kind.path}"},
    }


def _field(field: Field) -> dict[str, Any]:
    numeric = field.shape in {"whole", "amount", "counts"}
    return {
        "name": field.name,
        "label": label_of(field),
        "shape": field.shape,
        "required": field.required,
        "due_in": field.due_in,
        "by_receiver": field.by_receiver,
        "classifier": field.classifier,
        "of": field.of,
        "least": field.least if numeric else None,
        "most": field.most if numeric else None,
        "longest": field.longest if field.shape in {"text", "texts", "url"} else None,
        "unit": field.unit,
        "lines": [_field(column) for column in field.lines],
    }


def of_record(records: list[Recorded], point: Point) -> dict[str, Any]:
    """An event of a record by itself: for whoever reads the record. Raises ``Refused``."""
    first: Any = records[0].event
    kind = kinds()[first.kind]
    record, known = asked_record(kind, first.originator_id, point)
    entry_id = records[-1].event.entry_id  # type: ignore[attr-defined]
    entry = shown_entry(kind, record, record.entries[entry_id], known, point)
    named = {name: entry[name] for name in ("entry_id", "effective_on", "links")}
    return {
        "originator": {"kind": "record", "id": record.id, "record_kind": kind.path},
        "entry": {"kind": "record", "code": entry["state"], "state": entry["entry_state"], **named},
        "links": {
            "event": event_link(records[-1].position, point),
            **record_links(kind, record.id, point),
        },
    }
