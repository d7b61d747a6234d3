"""The shapes of employers: what is sent, and what is answered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links
from api.schemas.population import PAGE, Number, OneOf
from api.schemas.records import RecordItem
from api.shapes import LONGEST_CODE, LONGEST_NAME, Changes, Code, Day, Flag, Text
from projections.case_list import LONGEST_PAGE


class EmployerFields(Schema):
    """What is said of an employer (domain 7.2)."""

    name = Text(required=True)
    ogrn = Text(longest=32, allow_none=True, metadata={"description": "13 digits, checked."})
    industry = Code(allow_none=True, metadata={"description": "A code of `industries`."})
    opk = Flag(metadata={"description": "Of the defence-industrial complex."})
    region_code = Code(allow_none=True)


class EmployerRequest(EmployerFields):
    """A legal entity to make known."""

    inn = Text(longest=32, required=True)


class EmployerChangeRequest(Changes, EmployerFields):
    """The changed fields, from ``effective_on`` on; null: they were wrong from the start."""

    OBLIGATORY = frozenset({"effective_on"})

    effective_on = Day(required=True, allow_none=True)
    reason = Text(metadata={"description": "Due where `effective_on` is null."})


class EmployerWrittenAnswer(Schema):
    """A write to an employer; `version` is the next If-Match."""

    inn = fields.String()
    position = fields.Integer()
    version = fields.Integer()


class EmployersQuery(PointQuery):
    """Which employers, at which point."""

    inn = Text(longest=32)
    name = Text(longest=LONGEST_NAME, metadata={"description": "A part of the name."})
    industry = Code()
    opk = OneOf("true", "false")
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class EmployerItem(Schema):
    """An employer as it is on the day."""

    inn = fields.String()
    name = fields.String()
    industry = fields.String(allow_none=True)
    industry_label = fields.String(allow_none=True)
    opk = fields.Boolean()
    region_code = fields.String(allow_none=True)


class EmployerEventAnswer(Schema):
    """Something recorded of an employer: who, when, why, from which day on, what."""

    position = fields.Integer()
    recorded_at = fields.DateTime()
    action = fields.String(metadata={"description": "`registered` or `changed`."})
    actor = fields.String()
    role = fields.String()
    organisation = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    effective_on = fields.Date(allow_none=True)
    changes = fields.Dict()
    links = Links("event")


class UnfairAnswer(Schema):
    """A report of an employer, or what the authority has decided on it, and since when."""

    record_id = fields.UUID()
    region_code = fields.String()
    state = fields.String()
    state_label = fields.String()
    since = fields.Date()
    links = Links("record", "timeline", "audit_trail")


class EmployerAnswer(PointedAnswer, EmployerItem):
    """An employer at a point, with all that was recorded of it by then.

    `opk_since` is null where it is not of the ОПК, or has been so as long as it is known. What the
    caller's region deals with it is for whoever reads figures: agreements in force, clusters, and
    whether it was reported or found to be unfair; null for others.
    """

    ogrn = fields.String(allow_none=True)
    opk_since = fields.Date(allow_none=True)
    agreements = fields.List(fields.Nested(RecordItem), allow_none=True)
    clusters = fields.List(fields.Nested(RecordItem), allow_none=True)
    unfair = fields.List(fields.Nested(UnfairAnswer), allow_none=True)
    links = Links("vacancies", "internships", "requests")
    version = fields.Integer()
    history = fields.List(fields.Nested(EmployerEventAnswer))


class EmployerRow(EmployerItem):
    """An employer in a list."""

    links = Links("employer")


class EmployersAnswer(PointedAnswer):
    """Employers at a point."""

    filters = fields.Dict()
    employers = fields.List(fields.Nested(EmployerRow))
