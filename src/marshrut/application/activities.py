"""The activity that an entry of a case names: as it is known, in the sight of who asks."""

from __future__ import annotations

from uuid import UUID

from marshrut.application.record_references import sees_record
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.records.attendance import ACTIVITY, Activity
from marshrut.refusals import refuse


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
