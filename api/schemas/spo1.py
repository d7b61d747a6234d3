"""The shapes of the reconciliation with СПО-1."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.point import PointQuery
from api.schemas.answers import PointAnswer, PointedAnswer
from api.schemas.links import Links
from api.schemas.population import OneOf
from api.schemas.registries import FORMATS
from api.shapes import Code, Day

RECORD = ("record", "timeline", "audit_trail", "reconciliation")


class Spo1ReportsQuery(PointQuery):
    """Whose reports, at which point."""

    organisation = Code()
    region_code = Code()


class Spo1Query(PointQuery):
    """The point, and perhaps all rows as a file."""

    format = OneOf(*FORMATS, metadata={"description": "All rows as a file."})


class Spo1LinesForm(Schema):
    """Beside the file: from which day on its lines are known; today if not given."""

    effective_on = Day()


class Spo1Summary(Schema):
    """A report СПО-1 and what came of it."""

    record_id = fields.UUID()
    organisation = fields.String()
    graduation_year = fields.Integer()
    release_kind = fields.String()
    release_label = fields.String()
    counted_on = fields.Date(metadata={"description": "The day on which its cases are counted."})
    study_forms = fields.List(fields.String())
    state = fields.String()
    corresponds = fields.Boolean(
        allow_none=True, metadata={"description": "Null before the report has lines."}
    )
    differing = fields.Integer(metadata={"description": "Rows where the sides differ."})
    unexplained = fields.Integer(metadata={"description": "Those that nobody has explained."})
    links = Links(*RECORD)


class Spo1ReportsAnswer(PointedAnswer):
    """Reports СПО-1 in sight, in the order in which they were opened."""

    filters = fields.Dict()
    reports = fields.List(fields.Nested(Spo1Summary))


class Spo1Row(Schema):
    """A programme, form of study and category on both sides; null where a side has no such row."""

    programme_code = fields.String()
    study_form = fields.String()
    category = fields.String()
    category_label = fields.String()
    reported = fields.Integer(allow_none=True)
    cases = fields.Integer(allow_none=True)
    delta = fields.Integer(metadata={"description": "Reported less cases; null is zero here."})
    only_in = fields.String(allow_none=True, metadata={"description": "`REPORT` or `CASES`."})
    explanation = fields.String(allow_none=True)
    links = Links("cases")


class Spo1Answer(PointedAnswer, Spo1Summary):
    """A report beside its cases: these are of `counted_at`, by what is known at the point."""

    counted_at = fields.Nested(PointAnswer)
    rows = fields.List(fields.Nested(Spo1Row))
