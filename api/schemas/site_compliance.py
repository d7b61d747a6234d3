"""The shapes of what checks of the pages of schools have found."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.point import PointQuery
from api.schemas.answers import CodeAnswer, PointedAnswer
from api.schemas.links import Links
from api.schemas.population import OneOf
from api.shapes import Code
from marshrut.records.site_checks import Verdict

COUNTS = ("organisations", "checked", "compliant")


class SiteComplianceQuery(PointQuery):
    """Whose pages, at which point; those with a verdict."""

    organisation = Code()
    region_code = Code()
    verdict = OneOf(*Verdict)


class PagesAnswer(Schema):
    """The pages of a school by its last check; `missing`: the items that it did not find."""

    organisation = fields.String()
    name = fields.String()
    region_code = fields.String()
    verdict = fields.String(metadata={"description": " | ".join(Verdict)})
    compliant = fields.Boolean(
        allow_none=True, metadata={"description": "S002-G1.2; null: never checked."}
    )
    checked_on = fields.Date(allow_none=True)
    url = fields.String(allow_none=True)
    missing = fields.List(fields.Nested(CodeAnswer))
    links = Links("record", "timeline", "audit_trail")


class ComplianceTotalAnswer(Schema):
    """How many schools there are, were checked, and comply; `percent` of all there are."""

    organisations = fields.Integer()
    checked = fields.Integer()
    compliant = fields.Integer()
    percent = fields.Float(allow_none=True)
    links = Links(*COUNTS)


class SiteComplianceAnswer(PointedAnswer):
    """The pages of schools, by code, and what they come to whatever the verdict asked for."""

    filters = fields.Dict()
    rows = fields.List(fields.Nested(PagesAnswer))
    total = fields.Nested(ComplianceTotalAnswer)
