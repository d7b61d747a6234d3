"""The shapes of the access log, and of an emergency access."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.bounds import BOUNDS
from api.schemas.population import Number, OneOf
from api.shapes import LONGEST_CODE, LONGEST_NAME, Text, Whole
from projections.case_list import LONGEST_PAGE

MOST_MINUTES = 480
USUAL_MINUTES = 60


class AccessPageQuery(Schema):
    """A page of entries, newest first."""

    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE)


CaseAccessQuery = AccessPageQuery.from_dict(BOUNDS, name="CaseAccessQuery")

AccessQuery = AccessPageQuery.from_dict(
    {
        **BOUNDS,
        "actor": fields.String(validate=validate.Length(min=1, max=LONGEST_NAME)),
        "case_id": fields.UUID(),
        "kind": OneOf("READ", "EMERGENCY_ACCESS"),
        "purpose": OneOf(
            "stated",
            "missing",
            metadata={"description": "Entries with a purpose (a reason), or without."},
        ),
    },
    name="AccessQuery",
)


class AccessEntryAnswer(Schema):
    """Who looked at whose data, when, in which role, by which route."""

    number = fields.Integer()
    kind = fields.String(metadata={"description": "A code of `access_kinds`."})
    label = fields.String()
    at = fields.DateTime()
    actor = fields.String()
    role = fields.String()
    organisation = fields.String(allow_none=True)
    regions = fields.List(fields.String())
    route = fields.String(metadata={"description": "Method and rule, or the command."})
    correlation_id = fields.String()
    case_id = fields.UUID()
    person = fields.Boolean(metadata={"description": "Whether the person was shown."})
    notes = fields.Boolean(metadata={"description": "Whether restricted notes were."})
    emergency = fields.Integer(
        allow_none=True,
        metadata={"description": "The number of the emergency access by which alone it was read."},
    )
    until = fields.DateTime(
        allow_none=True, metadata={"description": "When an emergency access ends."}
    )
    purpose_stated = fields.Boolean()


class AccessLogAnswer(Schema):
    """A page of the log, across cases: it tells that purposes were stated, not which."""

    entries = fields.List(fields.Nested(AccessEntryAnswer))


class ToldEntryAnswer(AccessEntryAnswer):
    """An entry with its purpose (of an emergency access, its reason), by right."""

    purpose = fields.String(allow_none=True)
    purpose_hidden = fields.Boolean(metadata={"description": "There is one, not for this reader."})
    purpose_erased = fields.Boolean(metadata={"description": "It went with the person."})


class ToldLogAnswer(Schema):
    """A page of entries with their purposes."""

    entries = fields.List(fields.Nested(ToldEntryAnswer))


class EmergencyRequest(Schema):
    """Why the person must be seen at once, and for how long."""

    reason = Text(required=True)
    minutes = Whole(least=1, most=MOST_MINUTES, load_default=USUAL_MINUTES)


class EmergencyAnswer(Schema):
    """The access that was taken: until then every read of the case shows the person."""

    number = fields.Integer()
    case_id = fields.UUID()
    until = fields.DateTime()
