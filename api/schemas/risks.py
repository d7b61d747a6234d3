"""What the figures of risk are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Links
from api.schemas.population import CaseListQuery, OneOf
from marshrut.classifiers import classifier


class RiskCasesQuery(CaseListQuery):
    """The cases of a group, with a cause, or both."""

    group = OneOf(*classifier("risk_groups").codes)
    cause = OneOf(*classifier("risk_causes").codes)
    subject = OneOf(
        *classifier("risk_subjects").codes, metadata={"description": "Of what it is the cause."}
    )


class CauseAnswer(Schema):
    """Cases with a cause, of being at risk or of not working in the specialty."""

    code = fields.String()
    label = fields.String()
    subject = fields.String()
    cases = fields.Integer()
    links = Links("cases")


class GroupAnswer(Schema):
    """Cases in a group, and their causes; groups overlap."""

    code = fields.String()
    label = fields.String()
    cases = fields.Integer()
    causes = fields.List(fields.Nested(CauseAnswer))
    links = Links("cases")


class RisksAnswer(PointedAnswer):
    """The groups for individual work and the causes of all cases, at the point."""

    filters = fields.Dict()
    overlapping = fields.Boolean()
    groups = fields.List(fields.Nested(GroupAnswer))
    causes = fields.List(fields.Nested(CauseAnswer))
