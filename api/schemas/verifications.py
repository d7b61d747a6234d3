"""The shapes of verification: what an extract says, what is decided, what a run comes to."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import CaseListAnswer, CaseListQuery, OneOf
from api.shapes import Code, Day, Text
from projections.verification.cohort import OUTCOMES
from projections.verification.figures import GROUPS, STANDINGS

MOST_EMPLOYMENTS = 100


class InsuredRequest(Schema):
    """Work that an extract names; both days are inclusive, and may be unknown, as the employer."""

    employer_inn = Text(longest=32, required=True, allow_none=True)
    employer_name = Text(allow_none=True)
    period_from = Day(allow_none=True)
    period_to = Day(allow_none=True)


def employments() -> fields.List[Any]:
    """All the work that an extract names of one person; none: it says that there is none."""
    most = validate.Length(max=MOST_EMPLOYMENTS)
    return fields.List(fields.Nested(InsuredRequest), validate=most)


class VerificationRequest(Schema):
    """What the extract of a run says of the graduate."""

    run_id = fields.UUID(required=True)
    employments = employments()


class ResolutionRequest(Schema):
    """Who is right where an extract disagrees; today if `resolved_on` is not given."""

    decision = Code(required=True)
    resolved_on = Day(allow_none=True)
    reason = Text(required=True)
    text = Text(allow_none=True)
    source = Code(allow_none=True)


class VerificationCorrection(Schema):
    """What of a verification or a decision can be corrected."""

    employments = employments()
    decision = Code()
    resolved_on = Day()


class RunQuery(PointQuery):
    """Of which cases of the run, and by what they are told apart."""

    organisation = Code()
    by = OneOf("organisation", metadata={"description": "Figures by organisation as well."})


class RunCasesQuery(CaseListQuery):
    """The cases of a run, with an outcome or a group of outcomes, and with a standing."""

    class Meta:
        """A run has its own cohort."""

        exclude = ("graduation_year", "lifecycle")

    outcome = OneOf(*OUTCOMES, *GROUPS)
    resolved = OneOf("true", "false", metadata={"description": "Whether somebody has decided."})
    standing = OneOf(*STANDINGS, metadata={"description": "How far a discrepancy is settled."})


class RunAnswer(PointedAnswer):
    """What comes of a run: cases by outcome, coverage, discrepancy in both readings.

    All is of the cut-off of the run, by what was known at the point. A percentage that nothing
    can be counted for is null, with a reason.
    """

    run = fields.Dict()
    filters = fields.Dict()
    total = fields.Dict()
    rows = fields.List(fields.Dict())
    outcomes = fields.Dict()
    links = Links("cases", "record", "timeline", "audit_trail")
    templates = Templates()


class RunCasesAnswer(CaseListAnswer):
    """Cases of a run, each with its outcome and the decision on it."""

    run = fields.Dict()
    total = fields.Integer()
