"""The events of editions and of periods, each by itself: what they are of, and where that is."""

from __future__ import annotations

from typing import Any

from api import reports
from api.context import actor, require, service
from api.links import address, event_link
from api.period_sight import concerns, sees_period
from api.point import Point
from marshrut.application.reports import sees, subject_of
from marshrut.ledger.ledger import Record
from marshrut.policy import Action
from marshrut.refusals import refuse


def of_report(records: list[Record], point: Point) -> dict[str, Any]:
    """Of an edition: for whoever reads it. Raises ``Refused``."""
    first: Any = records[0].event
    if not sees(actor(), subject_of(service(), first.content)):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    named = {name: getattr(first.content, name) for name in ("form", "organisation", "regions")}
    report = reports.address(first.originator_id)  # it has a point of its own
    return {
        "originator": {"kind": "report", "id": first.originator_id, **named},
        "links": {"event": event_link(records[-1].position, point), "report": report},
    }


def of_period(records: list[Record], point: Point) -> dict[str, Any]:
    """Of a period of monitoring: for whoever reads it so far. Raises ``Refused``."""
    first: Any = records[0].event
    about = getattr(records[-1].event, "organisation", None)
    if not sees_period(first.region_code) or not concerns(about):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    named = {name: getattr(first, name) for name in ("region_code", "cadence", "as_of")}
    period = address("/periods/{region_code}/{cadence}/{as_of}".format(**named), point)
    return {
        "originator": {"kind": "period", "id": first.originator_id, **named},
        "links": {"event": event_link(records[-1].position, point), "period": period},
    }
