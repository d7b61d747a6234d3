"""The shapes of answers about what was done in a case: personal file, route, career card."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.answers import CaseAnswer, CodeAnswer, PointedAnswer, case_links
from api.schemas.links import Links, Templates


class StepMoveAnswer(Schema):
    """A move of a step: an entry of its own."""

    entry_id = fields.UUID()
    effective_on = fields.Date()
    state = fields.String()
    outcome = fields.String(allow_none=True)
    links = Links("events")


class StepAnswer(Schema):
    """A step as it stands on a day, with words by right."""

    entry_id = fields.UUID()
    step_code = fields.String()
    label = fields.String()
    place = fields.String()
    stage = fields.Integer(allow_none=True)
    state = fields.String()
    state_label = fields.String()
    state_since = fields.Date()
    outcome = fields.String(allow_none=True)
    outcome_label = fields.String(allow_none=True)
    reason_code = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    effective_on = fields.Date()
    status_entry_id = fields.UUID(allow_none=True)
    parent_step_id = fields.UUID()
    attributes = fields.Dict()
    hidden = fields.List(fields.String())
    moves = fields.List(fields.Nested(StepMoveAnswer))
    links = Links("events")


class MeasureAnswer(Schema):
    """A measure; restricted notes by function."""

    entry_id = fields.UUID()
    measure_code = fields.String()
    label = fields.String()
    provided_on = fields.Date()
    period_end = fields.Date(allow_none=True)
    result = fields.String()
    result_label = fields.String()
    result_note = fields.String()
    kind = fields.Integer(allow_none=True)
    addressed = fields.Boolean()
    counted = fields.Boolean()
    attributes = fields.Dict()
    hidden = fields.List(fields.String())
    links = Links("events")


class CareerCardVersionAnswer(StepAnswer):
    """A version of the career card."""

    version = fields.Integer()


class CareerCard(Schema):
    """The card that holds, and all versions up to the day."""

    case_id = fields.UUID()
    current = fields.Nested(CareerCardVersionAnswer, allow_none=True)
    versions = fields.List(fields.Nested(CareerCardVersionAnswer))


class CareerCardAnswer(PointedAnswer, CareerCard):
    """The career card at a point."""

    links = case_links()


class PersonalFileAnswer(CaseAnswer):
    """The personal file at a point."""

    professional_development = fields.List(fields.Dict())
    last_confirmed_on = fields.Date(allow_none=True)
    measures = fields.List(fields.Nested(MeasureAnswer))
    measures_total = fields.Dict(keys=fields.String(), values=fields.Integer())
    steps = fields.List(fields.Nested(StepAnswer))
    career_card = fields.Nested(CareerCard)
    practice_assessments = fields.List(fields.Dict())
    verifications = fields.List(fields.Dict())


class StageAnswer(Schema):
    """A stage of routing with the steps in it."""

    stage = fields.Integer()
    label = fields.String()
    period = fields.String()
    nature = fields.String()
    performer = fields.String()
    state = fields.String(allow_none=True)
    steps = fields.List(fields.Nested(StepAnswer))


class RouteAnswer(PointedAnswer):
    """The route of a case at a point; ``chains`` are entry ids of steps from first to last."""

    case_id = fields.UUID()
    progress = fields.Dict()
    stages = fields.List(fields.Nested(StageAnswer))
    without_stage = fields.List(fields.Nested(StepAnswer))
    chains = fields.List(fields.List(fields.UUID()))
    links = case_links()


class StatusRectangleAnswer(CodeAnswer):
    """A primary status on days, as known from a position until another; half-open both."""

    group = fields.String()
    entry_id = fields.UUID(allow_none=True)
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    known_from = fields.Integer()
    known_to = fields.Integer(allow_none=True)
    known_from_at = fields.DateTime()
    known_to_at = fields.DateTime(allow_none=True)
    links = Links("events")


class StatusHistoryAnswer(PointedAnswer):
    """The primary status of a case in both times; the rectangles do not overlap."""

    case_id = fields.UUID()
    rectangles = fields.List(fields.Nested(StatusRectangleAnswer))
    links = case_links()
    templates = Templates()
