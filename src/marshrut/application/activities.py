"""The activity that an entry of a case names: as it is known, in the sight of who asks."""

from __future__ import annotations

from uuid import UUID

from marshrut.application.record_references import home_region, keeps, sees_record
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import Visit
from marshrut.records.attendance import ACTIVITY, Activity
from marshrut.records.sampling import KIND as SURVEY
from marshrut.refusals import Finding, Refused, finding, refuse


def activity_in_sight(service: Service, request: Request, record_id: UUID) -> Activity:
    """The activity as it is today. Raises ``Refused`` (``NOT_FOUND``): none, or out of sight."""
    record = service.record(record_id)
    seen = record is not None and sees_record(service, request.actor, record)
    if record is None or record.kind != ACTIVITY or not seen:
        raise refuse("NOT_FOUND")
    said = record.on(service.today(record.whose.region_code))
    if said is None:
        raise refuse("NOT_FOUND")
    code = record.whose.organisation
    holder = service.organisation(code) if code else None
    kind = holder.on(service.today()).org_kind if holder else None
    return Activity(record.id, said.state, said.fields, code, kind)


def unknown_activity(visit: Visit, activity_id: UUID | None) -> tuple[Finding, ...]:
    """``UNKNOWN_ACTIVITY``: the entry names one that is not recorded, so nobody counts it there.

    A warning only: a list of what was held may come later than news of the graduate.
    """
    if activity_id is None:
        return ()
    if _is_survey(visit, activity_id):
        return ()
    try:
        activity_in_sight(visit.service, visit.request, activity_id)
    except Refused:
        return (finding("UNKNOWN_ACTIVITY", activity_id=activity_id),)
    return ()


def _is_survey(visit: Visit, record_id: UUID) -> bool:
    """Whether it is a survey by sample of the actor’s region: its centres ask for it."""
    record, who = visit.service.record(record_id), visit.request.actor
    if record is None or record.kind != SURVEY:
        return False
    region = record.whose.region_code
    return keeps(who, record.whose) or home_region(visit.service, who) == region
