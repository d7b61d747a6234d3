"""The shapes of attendance: who came to an activity, and how many."""

from __future__ import annotations

from marshmallow import fields, validate

from api.point import PointQuery
from api.schemas.activities import QuotaAnswer
from api.schemas.answers import PointedAnswer
from api.schemas.casework import MeasureDetails
from api.schemas.links import Links, Templates
from api.schemas.population import CaseRowAnswer, Number, OneOf
from api.shapes import LONGEST_CODE, Code, Day
from projections.case_list import LONGEST_PAGE


class AttendanceFields(MeasureDetails):
    """What is said of an attendance; what is not follows from the activity.

    ``result`` is ``PROVIDED`` if not given, of who did not come ``NO_SHOW``; ``measure_code`` is
    needed where the kind of activity is no measure by itself.
    """

    measure_code = Code(allow_none=True)
    provided_on = Day(allow_none=True)
    result = Code(allow_none=True)


class AttendeeItem(AttendanceFields):
    """Somebody who came, or did not; what is said here goes before what is said of all."""

    case_id = fields.UUID(required=True)


class AttendanceRequest(AttendanceFields):
    """Who came: ids of cases, or a list with what is to be said of each."""

    case_ids = fields.List(fields.UUID())
    attendees = fields.List(fields.Nested(AttendeeItem))


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
