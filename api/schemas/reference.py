"""The shapes around organisations, classifiers, the ledger and health."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import CodeAnswer, PointedAnswer
from api.shapes import LONGEST_CODE, LONGEST_NAME, Changes, Code, Day, Flag, Text


class OrganisationFields(Schema):
    """What is known of an organisation (domain 7.1)."""

    name = Text(required=True)
    short_name = Text(longest=LONGEST_NAME, allow_none=True)
    founder_type = Code(required=True)
    has_centre = Flag(required=True)
    centre_kind = Code(allow_none=True)
    org_kind = Code()
    inn = Text(longest=32, allow_none=True)
    ogrn = Text(longest=32, allow_none=True)
    municipality = Code(allow_none=True)


class OrganisationRequest(OrganisationFields):
    """An organisation to make known."""

    code = fields.String(required=True, validate=validate.Regexp(rf"[\w.-]{{1,{LONGEST_CODE}}}\Z"))
    region_code = Code(required=True)


class OrganisationChangeRequest(Changes, OrganisationFields):
    """The changed fields, from ``effective_on`` on."""

    OBLIGATORY = frozenset({"effective_on"})

    effective_on = Day(required=True)


class OrganisationWrittenAnswer(Schema):
    """A write to an organisation."""

    code = fields.String()
    position = fields.Integer()
    version = fields.Integer()


class OrganisationItem(OrganisationFields):
    """An organisation in a list."""

    code = fields.String()
    region_code = fields.String()


class OrganisationAnswer(PointedAnswer, OrganisationItem):
    """An organisation at a point."""


class ClassifierQuery(Schema):
    """Which terms of a classifier."""

    on = Day(metadata={"description": "Only terms in force on this day."})


class TitleAnswer(CodeAnswer):
    """A classifier's name and how many terms it has."""

    label_ru = fields.String()
    label_en = fields.String()
    terms = fields.Integer()


class ClassifiersAnswer(Schema):
    """All classifiers."""

    classifiers = fields.List(fields.Nested(TitleAnswer))


class TermAnswer(CodeAnswer):
    """A code, its labels, the days on which it may be used, what only its classifier says."""

    label_ru = fields.String()
    label_en = fields.String()
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)
    parent = fields.String(allow_none=True)
    extra = fields.Dict(keys=fields.String(), values=fields.String())


class ClassifierAnswer(Schema):
    """A classifier with its terms."""

    name = fields.String()
    label = fields.String()
    terms = fields.List(fields.Nested(TermAnswer))


class HeadAnswer(Schema):
    """The last position of the ledger, and when it was recorded."""

    position = fields.Integer()
    recorded_at = fields.DateTime(allow_none=True)


class HealthAnswer(Schema):
    """``ok``, or there is no answer."""

    status = fields.String()


class ReadyAnswer(HealthAnswer):
    """``ok``, and how far the read models are behind the ledger: events, age of the first.

    ``row_level_security``: whether the database bounds each reader as well.
    """

    lag_positions = fields.Integer()
    lag_seconds = fields.Float()
    row_level_security = fields.Boolean()


class OrganisationsQuery(PointQuery):
    """Which organisations, at which point."""

    region_code = Code()


class OrganisationsAnswer(PointedAnswer):
    """Organisations at a point."""

    organisations = fields.List(fields.Nested(OrganisationItem))
