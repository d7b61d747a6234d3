"""The shapes of the movements of the contingent."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import PAGE, Number, OneOf
from api.schemas.registries import FORMATS
from api.shapes import LONGEST_CODE, Code, Day
from projections.case_list import LONGEST_PAGE
from projections.contingent import ARRIVED, LEFT


class MovementsQuery(PointQuery):
    """Which movements, of which days (both inclusive): this month up to the day, if not given."""

    first = Day(data_key="from")
    last = Day(data_key="to")
    organisation = Code(metadata={"description": "From it or to it."})
    part = OneOf(ARRIVED, LEFT, metadata={"description": "Of the organisation."})
    kind = Code(metadata={"description": "A code of `contingent_movements`."})
    graduation_year = Number(most=2200)
    programme_code = Code()
    study_form = Code()
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})
    format = OneOf(*FORMATS, metadata={"description": "All rows as a file."})


class MovementAnswer(Schema):
    """A movement of a case; null is out of the contingent, or out of the schools that are known."""

    case_id = fields.UUID()
    number = fields.Integer()
    person = fields.Dict(allow_none=True)
    person_hidden = fields.Boolean()
    person_erased = fields.Boolean()
    kind = fields.String()
    label = fields.String()
    effective_on = fields.Date()
    from_organisation = fields.String(allow_none=True)
    to_organisation = fields.String(allow_none=True)
    programme_code = fields.String()
    study_form = fields.String()
    graduation_year = fields.Integer()
    recorded_at = fields.DateTime(metadata={"description": "Since when it is known as it is."})
    position = fields.Integer()
    links = Links("case", "timeline", "audit_trail", "events")


class SchoolMovements(Schema):
    """How many came to a school, and how many left it."""

    organisation = fields.String()
    arrived = fields.Integer()
    left = fields.Integer()
    links = Links("arrived", "left")


class MovementsAnswer(PointedAnswer):
    """A page of the movements, of `total` in all, by day; counted by kind and by school."""

    period = fields.Dict()
    filters = fields.Dict()
    total = fields.Integer()
    kinds = fields.Dict(keys=fields.String(), values=fields.Integer())
    organisations = fields.List(fields.Nested(SchoolMovements))
    rows = fields.List(fields.Nested(MovementAnswer))
    templates = Templates()
