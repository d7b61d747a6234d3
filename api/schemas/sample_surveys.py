"""The shapes of surveys by sample."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointAnswer, PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import PAGE, CaseRowAnswer, Number, OneOf
from api.schemas.registries import FORMATS
from api.shapes import LONGEST_CODE, Code
from projections.case_list import LONGEST_PAGE
from projections.sample_surveys import PARTS


class SurveyCasesQuery(PointQuery):
    """Which of the cases; those of the sample, if nothing is asked."""

    part = OneOf(*PARTS, metadata={"description": "`sample` if not given."})
    stratum = Code()
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class EstimateQuery(PointQuery):
    """The point, and perhaps all strata as a file."""

    format = OneOf(*FORMATS, metadata={"description": "All strata as a file."})


class SurveyAnswer(Schema):
    """A survey by sample: of whom, how it is drawn."""

    record_id = fields.UUID()
    title = fields.String()
    state = fields.String()
    counted_on = fields.Date()
    year_from = fields.Integer()
    year_to = fields.Integer()
    study_forms = fields.List(fields.String())
    strata = fields.String()
    allocation = fields.String()
    sample_size = fields.Integer()
    seed = fields.String()
    drawn_at = fields.Nested(PointAnswer, metadata={"description": "The point of the population."})


class SampledCase(CaseRowAnswer):
    """A case with its stratum and what it has answered."""

    stratum = fields.String()
    found = fields.String(allow_none=True)
    found_label = fields.String(allow_none=True)
    answered_on = fields.Date(allow_none=True)
    recorded = fields.Boolean(
        metadata={"description": "Whether the ledger has it at work in the specialty."}
    )


class SurveyCasesAnswer(PointedAnswer):
    """A page of cases of a survey, in scope, of `total` in all."""

    survey = fields.Nested(SurveyAnswer)
    part = fields.String()
    stratum = fields.String(allow_none=True)
    total = fields.Integer()
    cases = fields.List(fields.Nested(SampledCase))


class StratumAnswer(Schema):
    """A stratum: how many there are, were drawn, have answered, and the share among these."""

    stratum = fields.String()
    population = fields.Integer()
    sample = fields.Integer()
    answered = fields.Integer()
    positive = fields.Integer()
    percent = fields.Float(allow_none=True)
    recorded = fields.Integer()
    links = Links(*PARTS)


class EstimateAnswer(Schema):
    """In percent: the share, its confidence interval, its standard error."""

    percent = fields.Float()
    low = fields.Float()
    high = fields.Float()
    standard_error = fields.Float()
    confidence = fields.Integer()
    covered = fields.Integer(metadata={"description": "Graduates of the strata with answers."})


class SurveyEstimateAnswer(PointedAnswer):
    """What the sample says of all, beside what the ledger says of them."""

    survey = fields.Nested(SurveyAnswer)
    population = fields.Integer()
    sample = fields.Integer()
    answered = fields.Integer()
    positive = fields.Integer()
    response_percent = fields.Float(allow_none=True)
    estimate = fields.Nested(EstimateAnswer, allow_none=True)
    recorded = fields.Integer()
    recorded_percent = fields.Float(allow_none=True)
    strata = fields.List(fields.Nested(StratumAnswer))
    links = Links(*PARTS, "record")
    templates = Templates()
