"""The shapes of the results of surveys."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import CaseListQuery, CaseRowAnswer, OneOf, PopulationQuery
from api.shapes import Code, Day
from projections.surveys import DIMENSIONS, GROUPS, QUESTIONS

SCORES = ("1", "2", "3", "4", "5")


class IntentionsQuery(PopulationQuery):
    """Whose answers, and group by group."""

    by = OneOf(*DIMENSIONS, metadata={"description": "All together if not given."})


class QuestionAnswer(Schema):
    """A question: how many have said what; `none`: were asked, and did not say."""

    question = fields.String()
    label = fields.String()
    counts = fields.Dict(metadata={"description": "By the code of what was said."})
    labels = fields.Dict(metadata={"description": "What the codes mean."})
    links = Links("cases")


class IntentionsRow(Schema):
    """A group: how many there are, how many were asked, what they said."""

    key = fields.Raw(allow_none=True)
    label = fields.String(allow_none=True)
    cases = fields.Integer()
    asked = fields.Integer()
    percent = fields.Float(allow_none=True, metadata={"description": "Asked of all."})
    salary_median = fields.Float(allow_none=True, metadata={"description": "Roubles a month."})
    answers = fields.List(fields.Nested(QuestionAnswer))
    links = Links("cases", "asked")


class IntentionsAnswer(PointedAnswer):
    """What students and graduates intend, by the latest survey of each (S003-3)."""

    filters = fields.Dict()
    by = fields.String(allow_none=True)
    rows = fields.List(fields.Nested(IntentionsRow))
    templates = Templates()


class IntentionsCasesQuery(CaseListQuery):
    """All, those who were asked, or those who said this to a question."""

    part = OneOf("all", "asked", metadata={"description": "`asked` if not given."})
    question = OneOf(*QUESTIONS)
    said = Code(metadata={"description": "The code of what was said; `none`: nothing."})


class SatisfactionFields(Schema):
    """The period of the measures, both days inclusive: this year up to the day."""

    first = Day(data_key="from")
    last = Day(data_key="to")


class SatisfactionQuery(PopulationQuery, SatisfactionFields):
    """Whose answers about measures of a period, by what."""

    by = OneOf(*GROUPS, metadata={"description": "`measure_code` if not given."})


class SatisfactionRow(Schema):
    """Measures of a group: to how many graduates, who of them was asked, with which scores."""

    key = fields.Raw(allow_none=True)
    label = fields.String(allow_none=True)
    given = fields.Integer()
    answered = fields.Integer()
    scores = fields.Dict(metadata={"description": "Graduates by score, 1 (worst) to 5."})
    mean = fields.Float(allow_none=True, metadata={"description": "Of all answers."})
    links = Links("cases")


class SatisfactionAnswer(PointedAnswer):
    """How the measures of a period were liked (S001-3.3); somebody may be in several rows."""

    filters = fields.Dict()
    period = fields.Dict()
    by = fields.String()
    overlapping = fields.Boolean()
    rows = fields.List(fields.Nested(SatisfactionRow))
    templates = Templates()


class SatisfactionCasesQuery(CaseListQuery, SatisfactionFields):
    """Those who were given measures of a group, who answered, or who gave a score."""

    measure_code = Code()
    provider = Code(metadata={"description": "Or `none`."})
    part = OneOf("given", "answered", *SCORES, metadata={"description": "`answered` if not given."})


class SurveyedAnswer(PointedAnswer):
    """A page of the cases, of `total` in all."""

    filters = fields.Dict()
    total = fields.Integer()
    cases = fields.List(fields.Nested(CaseRowAnswer))
