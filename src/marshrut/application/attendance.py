"""Who came to an activity: for each case a measure that names it (F030, F062; domain 7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.application.measures import record_measure
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.cases.casework import Measure
from marshrut.cases.entries import Entry
from marshrut.records.attendance import Activity, attendance_of
from marshrut.refusals import refuse

CAME = "PROVIDED"
COMPARED = ("result", "satisfaction", "hours", "provided_on")
"""What is asked of an attendance that is known: where it differs, the known one is corrected."""


def record_attendance(
    visit: Visit,
    activity: Activity,
    *,
    measure_code: str | None = None,
    provided_on: date | None = None,
    attributes: dict[str, Any] | None = None,
    **fields: Any,
) -> Outcome:
    """Record that the graduate came, or did not (``result``); what is known is left as it is.

    ``fields``: others of ``Measure``, which replace what the activity says. Raises ``Refused``:
    the same attendance is known otherwise (``ATTENDANCE_DIFFERS``).
    """
    told = attendance_of(activity, measure_code=measure_code, provided_on=provided_on)
    said = {name: value for name, value in fields.items() if value is not None}
    said.setdefault("result", CAME)
    known = known_attendance(visit, activity.record_id, told["measure_code"])
    if known is not None:
        otherwise = differing(known, {**said, "provided_on": provided_on})
        if otherwise:
            raise refuse("ATTENDANCE_DIFFERS", fields=otherwise, entry_id=known.entry_id)
        return Outcome(known.entry_id)
    merged = {**told.pop("attributes", {}), **(attributes or {})}
    return record_measure(visit, **{**told, **said}, attributes=merged)


def known_attendance(visit: Visit, activity_id: UUID, code: str) -> Entry | None:
    """The entry by which the attendance is known, if it is."""
    for entry in visit.case.history.entries.values():
        match entry.content:
            case Measure(activity_id=named, measure_code=given) if entry.annulled_by is None:
                if (named, given) == (activity_id, code):
                    return entry
    return None


def differing(known: Entry, said: Mapping[str, Any]) -> list[str]:
    """What is said otherwise than it is known."""
    return [
        name
        for name in COMPARED
        if said.get(name) is not None and said[name] != getattr(known.content, name)
    ]
