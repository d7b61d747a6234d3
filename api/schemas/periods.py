"""The shapes of periods of monitoring: closed, reopened, with exceptions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.reports import ReportStepAnswer
from api.shapes import Code, Day, Text
from marshrut.reports.period import PeriodState


class PeriodsQuery(PointQuery):
    """Which periods that were ever closed; `from` and `to` are of their cut-offs."""

    first = Day(data_key="from")
    last = Day(data_key="to")
    region_code = Code()
    cadence = Code()


class PeriodQuery(PointQuery):
    """The point at which a period is read."""


class PeriodNoteRequest(Schema):
    """What is said beside closing."""

    note = Text(allow_none=True)


class PeriodReasonRequest(Schema):
    """Why a period is opened again."""

    reason = Text(required=True)


class PeriodExceptionRequest(Schema):
    """Until which day, inclusive, an organisation (or the region itself) may still hand in."""

    organisation = Code(allow_none=True)
    until = Day(required=True)
    reason = Text(required=True)


class PeriodWithdrawalRequest(Schema):
    """Whose exception is taken back."""

    organisation = Code(allow_none=True)
    reason = Text(required=True)


class PeriodWrittenAnswer(Schema):
    """A period was written; `version` is the next If-Match."""

    region_code = fields.String()
    cadence = fields.String()
    as_of = fields.Date()
    position = fields.Integer()
    version = fields.Integer()
    state = fields.String()


class PeriodLineAnswer(Schema):
    """A period in a list."""

    region_code = fields.String()
    cadence = fields.String()
    cadence_label = fields.String()
    as_of = fields.Date()
    state = fields.String(validate=validate.OneOf([s.value for s in PeriodState]))
    state_label = fields.String()
    known_position = fields.Integer(allow_none=True)
    exceptions = fields.Integer()
    version = fields.Integer()
    links = fields.Dict()


class PeriodsAnswer(PointedAnswer):
    """The periods."""

    periods = fields.List(fields.Nested(PeriodLineAnswer))


class PeriodExceptionAnswer(Schema):
    """An exception that stands."""

    organisation = fields.String(allow_none=True)
    until = fields.Date()
    reason = fields.String()


class PeriodHandedInAnswer(Schema):
    """How far an organisation has come with the editions of the cut-off."""

    organisation = fields.String()
    name = fields.String()
    forms = fields.Dict(metadata={"description": "By form: the state of the latest edition."})
    open_for = fields.Boolean(metadata={"description": "Whether it may still hand in."})


class PeriodAnswer(PointedAnswer):
    """A period: its state, its exceptions, what was done, and who has handed in."""

    region_code = fields.String()
    cadence = fields.String()
    cadence_label = fields.String()
    as_of = fields.Date()
    state = fields.String()
    state_label = fields.String()
    known_position = fields.Integer(allow_none=True)
    version = fields.Integer()
    exceptions = fields.List(fields.Nested(PeriodExceptionAnswer))
    organisations = fields.List(fields.Nested(PeriodHandedInAnswer))
    history = fields.List(fields.Nested(ReportStepAnswer))
