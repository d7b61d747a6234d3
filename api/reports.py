"""Editions and periods as answers show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from api.features import PREFIX
from api.texts import label
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record
from projections.report_list import ReportLine


def address(report_id: UUID) -> str:
    """Where the edition is."""
    return f"{PREFIX}/reports/{report_id}"


def links(report_id: UUID, formats: Sequence[str]) -> dict[str, str]:
    """Where an edition leads."""
    here = address(report_id)
    files = {each: f"{here}/content?format={each}" for each in formats}
    named = ("table", "restatement", "regeneration")
    return {"self": here, **files, **{name: f"{here}/{name}" for name in named}}


def line(each: ReportLine) -> dict[str, Any]:
    """An edition in a list."""
    told = msgspec.structs.asdict(each)
    position, parameters = told.pop("point_position"), told.pop("parameters")
    return {
        **told,
        "known_position": position,
        "parameters": msgspec.json.decode(parameters),
        "state_label": label("edition_states", each.state),
        "issued_at": moment_of(each.issued_at),
        "links": {"self": address(each.report_id)},
    }


def _event(position: int) -> str:
    """The event as it was recorded: an edition tells of later ones too than its point."""
    return f"{PREFIX}/events/{position}?known_position={position}"


def steps(records: Sequence[Record]) -> list[dict[str, Any]]:
    """What was done, event by event."""
    return [
        {
            "position": record.position,
            "recorded_at": moment_of(record.recorded_at),
            "action": record.event.TOPIC.partition(".")[2],
            "actor": record.event.by.actor,
            "role": record.event.by.role,
            "organisation": record.event.by.organisation,
            "about": getattr(record.event, "organisation", None),
            "until": getattr(record.event, "until", None),
            "note": getattr(record.event, "note", None),
            "reason": getattr(record.event, "reason", None),
            "links": {"event": _event(record.position)},
        }
        for record in records
    ]
