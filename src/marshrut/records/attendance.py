"""What coming to an activity is for a graduate: which measure, on which days, by whom (7.4).

Attendance of a case *is* a support measure that names the activity: one entry, never two
(domain 7.4). Here is what the activity itself says of it, so that nobody types it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.classifiers import classifier
from marshrut.records.activities import BY_DAYS, days_of, reported_kind
from marshrut.refusals import refuse

ACTIVITY, CANCELLED = "ACTIVITY", "CANCELLED"

HELD_BY = {"POO": "CK", "BCK": "BCK", "CZN": "CZN", "ROIV": "ROIV", "COPP": "OTHER"}
"""The provider of a measure by the kind of organisation that holds the activity (domain 5.1)."""

OF_FAIR = {"MINTRUD": "MINLABOUR", "CZN_LOCAL": "CZN", "SPECIALISED_BCK": "BCK"}
"""The provider by the kind of a fair, whoever has recorded it."""

OTHERWISE = "OTHER"


class Activity(NamedTuple):
    """An activity as it is known: its fields, its state, who holds it and of which kind that is."""

    record_id: UUID
    state: str
    fields: Mapping[str, Any]
    organisation: str | None
    org_kind: str | None

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(self.fields["starts_on"])

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromisoformat(self.fields.get("ends_on", self.fields["starts_on"]))

    @property
    def measure_code(self) -> str | None:
        """The measure that coming is (semantics S32); none where the kind says none."""
        extra = classifier("activity_kinds").get(self.fields["activity_kind"]).extra
        return extra["measure"] or None

    @property
    def provider(self) -> str:
        """Who provides that measure."""
        by_fair = OF_FAIR.get(self.fields.get("fair_type", ""))
        return by_fair or HELD_BY.get(self.org_kind or "ROIV", OTHERWISE)

    @property
    def form(self) -> str:
        """How: remotely where it was online, else in a group."""
        return "REMOTE" if self.fields.get("online") else "GROUP"


def attendance_of(
    activity: Activity, *, measure_code: str | None = None, provided_on: date | None = None
) -> dict[str, Any]:
    """The fields of the measure of whoever came, as far as the activity says them.

    ``measure_code`` and ``provided_on`` are said where they are others than the activity's. Raises
    ``Refused``: it was cancelled; its kind is no measure by itself; it was not held on that day.
    """
    if activity.state == CANCELLED:
        raise refuse("ACTIVITY_CANCELLED")
    code = measure_code or activity.measure_code
    if code is None:
        raise refuse("REQUIRED", field="measure_code", expected="TRAINING_SESSION")
    day = provided_on or activity.first
    if not activity.first <= day <= activity.last:
        days = f"{activity.first}…{activity.last}"
        raise refuse("INVALID", field="provided_on", expected=days)
    told: dict[str, Any] = {
        "measure_code": code,
        "provided_on": day,
        "activity_id": activity.record_id,
        "provider": activity.provider,
        "provider_org": activity.organisation,
        "form": activity.form,
    }
    if reported_kind(activity.fields) == BY_DAYS and code == BY_DAYS:
        told["attributes"] = {"days": days_of(activity.fields)}
    return told
