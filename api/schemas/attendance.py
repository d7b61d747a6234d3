"""The shapes of attendance: who came to an activity, and how many."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.activities import QuotaAnswer
from api.schemas.answers import PointedAnswer
from api.schemas.casework import LONGEST_MEASURE_HOURS
from api.schemas.entries import attributes
from api.schemas.evidence import Evidence
from api.schemas.links import Links, Templates
from api.schemas.population import CaseRowAnswer, Number, OneOf
from api.shapes import LONGEST_CODE, LONGEST_NAME, Code, Day, Text, Whole
from projections.case_list import LONGEST_PAGE


class AttendanceFields(Schema):
    """What is said of an attendance; what is not follows from the activity.

    ``result`` is ``PROVIDED`` if not given, of who did not come ``NO_SHOW``; ``measure_code`` is
    needed where the kind of activity is no measure by itself.
    """

    measure_code = Code(allow_none=True)
    provided_on = Day(allow_none=True)
    result = Code(allow_none=True)
    provider = Code(allow_none=True)
    provider_org = Code(allow_none=True)
    provider_person = Text(longest=LONGEST_NAME, allow_none=True)
    form = Code(allow_none=True)
    initiated_by = Code(allow_none=True)
    hours = Whole(least=0, most=LONGEST_MEASURE_HOURS, allow_none=True)
    satisfaction = Whole(least=1, most=5, allow_none=True)
    result_note = Text(allow_none=True)
    attributes = attributes()
    source = Code(allow_none=True)
    evidence = fields.Nested(Evidence, allow_none=True)


class AttendeeItem(AttendanceFields):
    """Somebody who came, or did not; what is said here goes before what is said of all."""

    case_id = fields.UUID(required=True)


class AttendanceRequest(AttendanceFields):
    """Who came: ids of cases, or a list with what is to be said of each."""

    case_ids = fields.List(fields.Raw(metadata={"type": "string", "format": "uuid"}))
    attendees = fields.List(
        fields.Raw(metadata={"description": "`case_id` and what is said of it (`AttendeeItem`)."})
    )


class AttendanceAnswer(PointedAnswer):
    """How many came: by name, as counted at the door, of each quota, and how they liked it."""

    record_id = fields.UUID()
    title = fields.String()
    state = fields.String()
    measure_code = fields.String(
        allow_none=True, metadata={"description": "The measure that coming is, by the kind."}
    )
    expected = fields.Integer(metadata={"description": "Cases that name the activity."})
    came = fields.Integer(metadata={"description": "Those of them who came."})
    absent = fields.Integer()
    attended = fields.Dict(
        metadata={"description": "How many came, by audience: at the door, or by name if more."}
    )
    organisations = fields.Dict(metadata={"description": "How many came by name, by organisation."})
    quotas = fields.List(fields.Nested(QuotaAnswer))
    resume_moderated = fields.Integer()
    contract_concluded = fields.Integer()
    satisfaction = fields.Dict(metadata={"description": "Answers, by `satisfaction_answers`."})
    dissatisfied = fields.Boolean(
        allow_none=True,
        metadata={"description": "Above 10 % fully dissatisfied; null: nobody was asked."},
    )
    links = Links("record", "timeline", "audit_trail")
    templates = Templates()


class AttendeesQuery(PointQuery):
    """A page of the cases that name the activity: all, those who came, those who did not."""

    part = OneOf(
        "expected",
        "came",
        "absent",
        "resume_moderated",
        "contract_concluded",
        metadata={"description": "`came` if not given."},
    )
    organisation = Code()
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE)


class AttendeeAnswer(CaseRowAnswer):
    """A case with what is known of its attendance; `entries` are measures and steps of it."""

    attendance = fields.Dict()


class AttendeesAnswer(PointedAnswer):
    """A page of them, of `total` in all."""

    record_id = fields.UUID()
    filters = fields.Dict()
    total = fields.Integer()
    cases = fields.List(fields.Nested(AttendeeAnswer))
