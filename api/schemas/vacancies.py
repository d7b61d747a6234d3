"""The shapes of the bank of vacancies: how fresh it is, and what suits a graduate."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer, case_links
from api.schemas.links import Links, Templates
from api.schemas.population import PAGE, Number, OneOf
from api.schemas.records import RecordItem
from api.shapes import LONGEST_CODE, Code
from projections.case_list import LONGEST_PAGE

FRESHNESS = ("current", "stale")


class BankQuery(PointQuery):
    """Whose vacancies, at which point."""

    organisation = Code()
    region_code = Code()


class BankAnswer(PointedAnswer):
    """How many vacancies are open, and how many of these were looked at within a quarter."""

    filters = fields.Dict()
    fresh_days = fields.Integer()
    open = fields.Integer()
    current = fields.Integer()
    stale = fields.Integer()
    places = fields.Dict(metadata={"description": "Working places of `current` and `stale` ones."})
    filled_by = fields.Integer(metadata={"description": "Cases by which vacancies were filled."})
    origins = fields.Dict(metadata={"description": "Open ones by where they come from."})
    links = Links("current", "stale", "filled")
    templates = Templates()


class BankVacanciesQuery(BankQuery):
    """Open vacancies that are current, or that somebody has to look at again."""

    freshness = OneOf(*FRESHNESS, required=True)
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class BankVacancyAnswer(RecordItem):
    """A vacancy with the days since it was last looked at."""

    days_since = fields.Integer()


class BankVacanciesAnswer(PointedAnswer):
    """A page of such vacancies, of `total` in all."""

    filters = fields.Dict()
    freshness = fields.String()
    total = fields.Integer()
    records = fields.List(fields.Nested(BankVacancyAnswer))


class GroundAnswer(Schema):
    """A reason why a vacancy suits."""

    code = fields.String()
    label = fields.String()


class SuitingVacancyAnswer(RecordItem):
    """A vacancy with why it suits, and what there is to beware of."""

    grounds = fields.List(fields.Nested(GroundAnswer))
    warnings = fields.List(fields.Dict())


class SuitingVacanciesAnswer(PointedAnswer):
    """Current vacancies that suit the graduate, the most fitting first."""

    case_id = fields.UUID()
    programme_code = fields.String()
    municipality = fields.String(allow_none=True)
    records = fields.List(fields.Nested(SuitingVacancyAnswer))
    links = case_links()
