"""The shapes of records: what is sent, and what is answered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import MessageAnswer, PointedAnswer, ToldEventAnswer
from api.schemas.links import Links
from api.schemas.population import PAGE, Number, OneOf
from api.shapes import LONGEST_CODE, LONGEST_NAME, Code, Day, Text
from projections.case_list import LONGEST_PAGE

SAID = "By name, as `GET /record-kinds/{kind}` tells them."


class RecordRequest(Schema):
    """A record to make known from a day on; whose it is, if it is not the asker's own."""

    effective_on = Day(required=True)
    organisation = Code(allow_none=True)
    region_code = Code(allow_none=True)
    state = Code(allow_none=True, metadata={"description": "The first one if not given."})
    source = Code(allow_none=True)
    fields_ = fields.Dict(
        keys=fields.String(), required=True, data_key="fields", metadata={"description": SAID}
    )


class RecordChangeRequest(Schema):
    """What is otherwise from a day on (null clears); with nothing else it is a confirmation."""

    effective_on = Day(required=True)
    state = Code(allow_none=True)
    source = Code(allow_none=True)
    reason = Text(allow_none=True)
    fields_ = fields.Dict(keys=fields.String(), data_key="fields", metadata={"description": SAID})


class RecordCorrectionRequest(Schema):
    """What was wrong in an entry (null clears a field), and why."""

    reason = Text(required=True)
    effective_on = Day(allow_none=True)
    state = Code(allow_none=True)
    fields_ = fields.Dict(keys=fields.String(), data_key="fields", metadata={"description": SAID})


class RecordAnnulmentRequest(Schema):
    """Why an entry should never have been."""

    reason = Text(required=True)


class RecordWrittenAnswer(Schema):
    """A record was written; `version` is the next If-Match."""

    record_id = fields.UUID()
    entry_id = fields.UUID()
    position = fields.Integer()
    version = fields.Integer()
    warnings = fields.List(fields.Nested(MessageAnswer))


class RecordsQuery(PointQuery):
    """Which records of the kind, at which point; `value`: of the field, or among its values."""

    organisation = Code()
    region_code = Code()
    state = Code()
    open = OneOf("true", "false")
    field = Code()
    value = Text(longest=LONGEST_NAME)
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class RecordItem(Schema):
    """A record as it is on the day."""

    record_id = fields.UUID()
    number = fields.Integer()
    title = fields.String()
    organisation = fields.String(allow_none=True)
    region_code = fields.String()
    state = fields.String()
    state_label = fields.String()
    open = fields.Boolean()
    since = fields.Date(metadata={"description": "From when on all of this holds."})
    confirmed_on = fields.Date(metadata={"description": "When it was last looked at."})
    fields_ = fields.Dict(data_key="fields")
    links = Links("record", "timeline", "audit_trail")


class RecordsAnswer(PointedAnswer):
    """Records of a kind at a point."""

    kind = fields.String()
    filters = fields.Dict()
    records = fields.List(fields.Nested(RecordItem))


class RecordAnswer(PointedAnswer, RecordItem):
    """A record at a point; `version` is what is known of it at the head."""

    kind = fields.String()
    version = fields.Integer()


class RecordEntryAnswer(Schema):
    """An entry of a record: from which day on, what it says, whether it stands."""

    entry_id = fields.UUID()
    effective_on = fields.Date()
    effective_to = fields.Date(allow_none=True, metadata={"description": "The last day of it."})
    state = fields.String(allow_none=True)
    state_label = fields.String(allow_none=True)
    fields_ = fields.Dict(data_key="fields")
    recorded_at = fields.DateTime()
    position = fields.Integer()
    actor = fields.String()
    source = fields.String(allow_none=True)
    entry_state = fields.String(metadata={"description": "current, corrected or annulled"})
    corrected_by = fields.Integer(allow_none=True)
    annulled_by = fields.Integer(allow_none=True)
    links = Links("events")


class RecordTimelineAnswer(PointedAnswer):
    """All entries of a record as known at a point."""

    record_id = fields.UUID()
    entries = fields.List(fields.Nested(RecordEntryAnswer))
    links = Links("record", "timeline", "audit_trail")


class RecordTrailQuery(PointQuery):
    """Of all entries, or of one."""

    entry_id = fields.UUID()


class RecordEventAnswer(ToldEventAnswer):
    """Something recorded of a record: who, when, why, what it changed."""

    changes = fields.List(fields.Dict())
    links = Links("event", "events")


class RecordTrailAnswer(PointedAnswer):
    """Every event of a record by the point."""

    record_id = fields.UUID()
    events = fields.List(fields.Nested(RecordEventAnswer))
    links = Links("record", "timeline", "audit_trail")


class RecordFieldAnswer(Schema):
    """A field: its shape, whether it is due, the codes that it takes."""

    name = fields.String()
    label = fields.String()
    shape = fields.String()
    required = fields.Boolean()
    due_in = fields.List(fields.String())
    by_receiver = fields.Boolean(metadata={"description": "Said by the other region alone."})
    classifier = fields.String(allow_none=True)
    of = fields.String(allow_none=True, metadata={"description": "Records of which kind."})
    least = fields.Integer(allow_none=True)
    most = fields.Integer(allow_none=True)
    longest = fields.Integer(allow_none=True)
    unit = fields.String(allow_none=True)
    lines = fields.List(fields.Dict())


class RecordStateAnswer(Schema):
    """A state, and where a record may go from it."""

    code = fields.String()
    label = fields.String()
    open = fields.Boolean()
    to = fields.List(fields.String())
    by_receiver = fields.Boolean(metadata={"description": "Decided by the other region alone."})


class RecordKindAnswer(Schema):
    """A kind of records: what is said of each, in which states it goes."""

    code = fields.String()
    path = fields.String()
    label = fields.String()
    plural = fields.String()
    source = fields.String()
    whose = fields.String()
    shared = fields.Boolean()
    receiver = fields.String(
        allow_none=True, metadata={"description": "The field with a region that reads it too."}
    )
    title = fields.String()
    fields_ = fields.List(fields.Nested(RecordFieldAnswer), data_key="fields")
    states = fields.List(fields.Nested(RecordStateAnswer))
    links = Links("records")


class RecordKindsAnswer(Schema):
    """All kinds of records."""

    kinds = fields.List(fields.Nested(RecordKindAnswer))
