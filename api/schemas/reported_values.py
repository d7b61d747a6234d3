"""The shapes of reported values: what is sent, and what is answered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links
from api.schemas.population import PAGE, Number, OneOf
from api.shapes import (
    LONGEST_CODE,
    LONGEST_NAME,
    Amount,
    Changes,
    Code,
    Day,
    Flag,
    Text,
    Whole,
    Year,
)
from marshrut.indicators.events import What
from marshrut.indicators.reported import State
from projections.case_list import LONGEST_PAGE

GREATEST = 10**12


class ReportEvidence(Schema):
    """The document that a report rests on."""

    kind = Code(required=True)
    number = Text(longest=LONGEST_NAME, allow_none=True)
    date = Day(allow_none=True)
    issuer = Text(longest=LONGEST_NAME, allow_none=True)


class ReportFields(Schema):
    """What a report says; of its values those that the indicator's form has."""

    period_from = Day(required=True)
    period_to = Day(required=True, metadata={"description": "The last day of the period."})
    value = Amount(validate=validate.Range(0, GREATEST), allow_none=True)
    numerator = Whole(least=0, most=GREATEST, allow_none=True)
    denominator = Whole(least=0, most=GREATEST, allow_none=True)
    yes = Flag(allow_none=True)
    text = Text(allow_none=True)
    category = Code(allow_none=True, metadata={"description": "Only this category."})
    graduation_year = Year(allow_none=True, metadata={"description": "Only this cohort."})
    evidence = fields.Nested(ReportEvidence, required=True)
    note = Text(allow_none=True)


class ReportRequest(ReportFields):
    """A value to report: of the reporter's own organisation, or of the one or region named."""

    what = Code(required=True, metadata={"description": "A code of `reported_value_parts`."})
    organisation = Code(allow_none=True)
    region_code = Code(allow_none=True)


class ReportCorrectionRequest(Changes, ReportFields):
    """The fields that were wrong, and why; null clears."""

    reason = Text(required=True)


class ValueApprovalRequest(Schema):
    """An approval."""

    note = Text(allow_none=True)


class ReportReasonRequest(Schema):
    """Why a report is returned or annulled."""

    reason = Text(required=True)


class ReportWrittenAnswer(Schema):
    """A write to a reported value; `version` is the next If-Match."""

    indicator_id = fields.String()
    entry_id = fields.UUID()
    position = fields.Integer()
    version = fields.Integer()


class ReportedValuesQuery(PointQuery):
    """Which reports, at which point."""

    organisation = Code()
    region_code = Code()
    what = OneOf(*(w.value for w in What))
    state = OneOf(*(s.value for s in State))
    category = Code()
    graduation_year = Number(most=2200)
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class ReportedStepAnswer(Schema):
    """Something done to a report: who, when, why; of a correction what it changed."""

    position = fields.Integer()
    recorded_at = fields.DateTime()
    action = fields.String()
    actor = fields.String()
    role = fields.String()
    organisation = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    changes = fields.Dict(allow_none=True)
    links = Links("event")


class ReportedValueAnswer(Schema):
    """A report as it reads at the point; `in_force`: questions about the day take it."""

    entry_id = fields.UUID()
    number = fields.Integer()
    version = fields.Integer(metadata={"description": "Of its series: the If-Match of a write."})
    region_code = fields.String()
    organisation = fields.String(allow_none=True)
    what = fields.String()
    what_label = fields.String()
    period_from = fields.Date()
    period_to = fields.Date()
    value = fields.Float(allow_none=True)
    numerator = fields.Integer(allow_none=True)
    denominator = fields.Integer(allow_none=True)
    yes = fields.Boolean(allow_none=True)
    text = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    category_label = fields.String(allow_none=True)
    graduation_year = fields.Integer(allow_none=True)
    evidence = fields.Dict()
    note = fields.String(allow_none=True)
    state = fields.String()
    state_label = fields.String()
    in_force = fields.Boolean()
    author = fields.Dict()
    decided_by = fields.Dict(allow_none=True)
    history = fields.List(fields.Nested(ReportedStepAnswer))


class ReportedValuesAnswer(PointedAnswer):
    """The reports on an indicator."""

    filters = fields.Dict()
    indicator = fields.String()
    values = fields.List(fields.Nested(ReportedValueAnswer))
