"""The shape of one event by itself."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from api.schemas.answers import AuditEventAnswer, PointedAnswer
from api.schemas.links import Links


class OriginatorAnswer(Schema):
    """Whose event it is: a case, an organisation, an employer, a programme, a report, a record."""

    class Meta:
        """What names it beside its id: a code, an indicator."""

        unknown = INCLUDE

    kind = fields.String()
    id = fields.UUID()


class EventEntryAnswer(Schema):
    """The entry that an event is about, as it reads at the point."""

    entry_id = fields.UUID()
    kind = fields.String()
    code = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    effective_on = fields.Date(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    state = fields.String()
    links = Links("events")


class LedgerEventAnswer(PointedAnswer, AuditEventAnswer):
    """An event: who recorded what, when, why; whose it is, and the entry that it is about."""

    entry_id = fields.UUID(allow_none=True)
    originator = fields.Nested(OriginatorAnswer)
    entry = fields.Nested(EventEntryAnswer, allow_none=True)
    links = Links(
        *("event", "case", "timeline", "audit_trail"),
        *(
            "organisation",
            "employer",
            "programme",
            "indicator",
            "values",
            "report",
            "period",
            "record",
        ),
    )
