"""The shapes of the figures of activities."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import PAGE, Number, OneOf
from api.schemas.records import RecordItem
from api.shapes import LONGEST_CODE, Code, Day
from projections.case_list import LONGEST_PAGE


class ActivityFiguresQuery(PointQuery):
    """Whose activities, of which period (both days inclusive): this year up to the day."""

    first = Day(data_key="from")
    last = Day(data_key="to")
    organisation = Code()
    region_code = Code()


class ActivityCountAnswer(Schema):
    """A kind of S004-I7 with its number; of career days these are days."""

    kind = fields.String()
    label = fields.String()
    number = fields.Integer()
    unit = fields.String(metadata={"description": "`activities` or `days`."})


class QuotaAnswer(Schema):
    """The quota of an organisation and how many of its own came; `percent` of it (S002-G3.2)."""

    organisation = fields.String()
    quota = fields.Integer()
    attended = fields.Integer()
    percent = fields.Float(allow_none=True)


class ActivityFiguresAnswer(PointedAnswer):
    """What was held in the period: by kind (S004-I7), for whom, and how it was liked (S001-I6)."""

    period = fields.Dict()
    filters = fields.Dict()
    held = fields.Integer()
    rows = fields.List(fields.Nested(ActivityCountAnswer))
    attended = fields.Dict(metadata={"description": "Who came, each activity by itself."})
    surveyed = fields.Integer(metadata={"description": "Activities with an answer at least."})
    failed = fields.Integer(
        metadata={"description": "Those with more than 10 % «fully dissatisfied»."}
    )
    quotas = fields.List(
        fields.Nested(QuotaAnswer),
        metadata={"description": "Quotas of specialised fairs, added up by organisation."},
    )
    links = Links("held", "surveyed", "failed")
    templates = Templates()


class ActivitiesHeldQuery(ActivityFiguresQuery):
    """A page of them: all, those with answers, those that were not liked; of one kind."""

    part = OneOf("held", "surveyed", "failed", metadata={"description": "`held` if not given."})
    kind = Code(metadata={"description": "A kind of S004-I7."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class ActivitiesHeldAnswer(PointedAnswer):
    """A page of activities, of `total` in all."""

    period = fields.Dict()
    filters = fields.Dict()
    total = fields.Integer()
    records = fields.List(fields.Nested(RecordItem))
