"""The shapes of what is published: counts that tell of nobody, pages of centres."""

from __future__ import annotations

import re

from marshmallow import Schema, fields, validate

from api.schemas.answers import PointedAnswer
from api.schemas.population import Number, OneOf
from api.schemas.registries import FORMATS
from api.shapes import Code

MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])\Z")


class Month(fields.String):
    """A month, ``YYYY-MM``."""

    expected = "YYYY-MM"

    def __init__(self) -> None:
        told = {"description": "The last one that is published, if not given."}
        super().__init__(validate=validate.Regexp(MONTH), metadata=told)


class PublicFiguresQuery(Schema):
    """Of which region (one's own if not given), year of graduation, and end of a month."""

    region_code = Code()
    graduation_year = Number(
        most=2200, metadata={"description": "The year of the month, if not given."}
    )
    month = Month()
    format = OneOf(*FORMATS, metadata={"description": "The table of schools as a file."})


class PublicRowAnswer(Schema):
    """A row with its sum; null cells are hidden."""

    code = fields.String(metadata={"description": "`REST`: those put together."})
    label = fields.String()
    of = fields.List(fields.String(), metadata={"description": "What the row is of."})
    total = fields.Integer()
    cells = fields.Dict(keys=fields.String())


class PublicTableAnswer(Schema):
    """A table with all its sums."""

    columns = fields.Dict(metadata={"description": "What each column is of."})
    rows = fields.List(fields.Nested(PublicRowAnswer))
    totals = fields.Dict(keys=fields.String(), values=fields.Integer())
    total = fields.Integer()


class PublicMeasure(Schema):
    """A measure, and how many graduates it has reached; null: less than `least`."""

    code = fields.String()
    label = fields.String()
    graduates = fields.Integer(allow_none=True)


class PublicFiguresAnswer(PointedAnswer):
    """Counts of which none tells of a single person; null tables are of too few graduates."""

    month = fields.String()
    region_code = fields.String()
    region = fields.String()
    graduation_year = fields.Integer()
    least = fields.Integer()
    note = fields.String()
    groups = fields.Dict(metadata={"description": "Labels of the groups."})
    schools = fields.Nested(PublicTableAnswer, allow_none=True)
    programmes = fields.Nested(PublicTableAnswer, allow_none=True)
    measures = fields.List(fields.Nested(PublicMeasure))


class CentrePageAnswer(PointedAnswer):
    """What the page of a centre tells; `items`: what there is of the checklist of a site."""

    organisation = fields.Dict()
    contacts = fields.Dict(allow_none=True)
    plans = fields.List(fields.Dict())
    vacancies = fields.List(fields.Dict())
    agreements = fields.List(fields.Dict())
    activities = fields.List(fields.Dict())
    practices = fields.List(fields.Dict())
    items = fields.Dict(keys=fields.String(), values=fields.Boolean())
