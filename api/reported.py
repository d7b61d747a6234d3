"""A reported value as answers show it: what it says, where it stands, what was done to it."""

from __future__ import annotations

from typing import Any

import msgspec

from api.links import event_link
from api.point import Point
from api.recorded import recorded
from api.texts import label
from marshrut.classifiers import classifier
from marshrut.events import Stamp
from marshrut.indicators.events import Report
from marshrut.ledger.ledger import Record
from projections.reported_list import Listed
from projections.reported_values import plain_number

PREFIX = "indicator.value-"


def told(listed: Listed, point: Point) -> dict[str, Any]:
    """The report, with labels beside its codes."""
    series, entry = listed.series, listed.entry
    return {
        "entry_id": entry.entry_id,
        "number": listed.number,
        "version": series.version,
        "region_code": series.subject.region_code,
        "organisation": series.subject.organisation,
        **_said(entry.content),
        "state": entry.state,
        "state_label": label("reported_value_states", entry.state),
        "in_force": listed.in_force,
        "author": _who(entry.authors[-1]),
        "decided_by": _who(entry.decided_by),
        "history": [_step(record, point) for record in listed.records],
    }


def _said(report: Report) -> dict[str, Any]:
    fields = msgspec.structs.asdict(report)
    evidence = report.evidence
    return {
        **fields,
        "value": plain_number(report.value),
        "what_label": label("reported_value_parts", report.what),
        "category_label": _category(report.category),
        "evidence": {
            **msgspec.structs.asdict(evidence),
            "label": label("report_evidence_kinds", evidence.kind),
        },
    }


def _category(code: str | None) -> str | None:
    """A category, or a group that documents put together."""
    named = "target_groups" if code in classifier("target_groups").terms else "categories"
    return label(named, code)


def _who(stamp: Stamp | None) -> dict[str, Any] | None:
    if stamp is None:
        return None
    names = {"actor": stamp.actor, "role": stamp.role, "organisation": stamp.organisation}
    return {**names, "role_label": label("roles", stamp.role)}


def _step(record: Record, point: Point) -> dict[str, Any]:
    event: Any = record.event
    return recorded(
        record,
        action=event.TOPIC.removeprefix(PREFIX),
        reason=getattr(event, "reason", None),
        note=getattr(event, "note", None),
        changes=getattr(event, "changes", None),
        links={"event": event_link(record.position, point)},
    )
