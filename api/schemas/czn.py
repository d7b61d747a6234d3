"""The shapes of the exchange with employment centres."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointAnswer, PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import PAGE, CaseRowAnswer, Number, OneOf
from api.schemas.registries import FORMATS
from api.shapes import LONGEST_CODE, LONGEST_NAME, Code, Day, Text
from projections.case_list import LONGEST_PAGE

FORMAT = {"description": "All rows as a file."}


class CznAtRiskQuery(PointQuery):
    """Whose graduates at risk; those who consent to being told of, if nothing else is asked."""

    graduation_year = Number(most=2200)
    organisation = Code()
    programme_code = Code()
    municipality = Code()
    registered = OneOf("true", "false", metadata={"description": "By the case."})
    consent = OneOf("given", "missing", metadata={"description": "`given` if not said."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})
    format = OneOf(*FORMATS, metadata=FORMAT)


class CznAtRiskRow(Schema):
    """A graduate at risk; ``registered`` tells how, by the case, and is null if not at all."""

    case_id = fields.UUID()
    number = fields.Integer()
    person = fields.Dict(allow_none=True)
    person_hidden = fields.Boolean()
    person_erased = fields.Boolean()
    organisation = fields.String()
    programme_code = fields.String()
    graduation_year = fields.Integer()
    registered = fields.String(allow_none=True)
    links = Links("case", "timeline", "audit_trail")


class CznAtRiskAnswer(PointedAnswer):
    """How many are at risk, how many of them consent and are registered; a page of the rows."""

    filters = fields.Dict()
    at_risk = fields.Integer()
    consenting = fields.Integer()
    without_consent = fields.Integer()
    registered = fields.Integer(metadata={"description": "Of those who consent."})
    rows = fields.List(fields.Nested(CznAtRiskRow))
    links = Links("at_risk", "consenting", "without_consent", "registered")


class CznListForm(Schema):
    """Beside the file: what its list is of."""

    stated_on = Day(required=True)
    complete = OneOf("true", "false", required=True)
    czn = Text(longest=LONGEST_NAME)
    organisation = Code()
    region_code = Code()


class CznListTakenAnswer(Schema):
    """The record of the list. How many rows led to cases is told to whoever reads figures."""

    record_id = fields.UUID()
    entry_id = fields.UUID()
    position = fields.Integer()
    version = fields.Integer()
    rows = fields.Integer(metadata={"description": "Persons in the list."})
    found = fields.Integer()
    links = Links("reconciliation")


class CznReconciliationQuery(PointQuery):
    """Which of the cases, at which point."""

    outcome = Code(metadata={"description": "A code of `czn_outcomes`."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})
    format = OneOf(*FORMATS, metadata=FORMAT)


class CznCaseRow(CaseRowAnswer):
    """A case with what the list says, what the case says, and what comes of comparing them."""

    registration = fields.String(allow_none=True)
    registered_on = fields.Date(allow_none=True)
    deregistered_on = fields.Date(
        allow_none=True, metadata={"description": "The first day without."}
    )
    known = fields.String(allow_none=True, metadata={"description": "By the case, on the day."})
    outcome = fields.String()
    outcome_label = fields.String()


class CznReconciliationAnswer(PointedAnswer):
    """A list beside the cases in scope; these are of `counted_at`, by what is known."""

    counted_at = fields.Nested(PointAnswer)
    record_id = fields.UUID()
    stated_on = fields.Date()
    complete = fields.Boolean()
    not_found = fields.Integer(metadata={"description": "Persons of whom there is no case."})
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer())
    total = fields.Integer()
    cases = fields.List(fields.Nested(CznCaseRow))
    links = Links("record", "timeline", "audit_trail")
    templates = Templates()
