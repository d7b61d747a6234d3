"""What the quality of data is asked with, and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from api.schemas.answers import CodeAnswer, PointedAnswer
from api.schemas.population import CaseListQuery, Number, OneOf, PopulationQuery
from api.schemas.registries import FORMATS
from projections.places import DEFAULT_LEAST
from projections.quality.asked import FINDINGS, KINDS

MOST = 100_000
FORMAT: dict[str, Any] = {
    "format": OneOf(*FORMATS, metadata={"description": "All rows as a file."})
}

_Scores = PopulationQuery.from_dict(FORMAT, name="QualityBase")
_Cases = CaseListQuery.from_dict(FORMAT, name="QualityCasesBase")


class QualityQuery(_Scores):  # type: ignore[misc, valid-type]
    """Whose records: of final-year students and graduates, if no `lifecycle` is named."""

    least = Number(
        most=MOST, metadata={"description": f"Cases it takes to be ranked: {DEFAULT_LEAST}."}
    )


class QualityCasesQuery(_Cases):  # type: ignore[misc, valid-type]
    """The cases with a finding, with any of a kind, or with any at all; only these are told."""

    finding = OneOf(*FINDINGS)
    kind = OneOf(*KINDS)


class FindingAnswer(CodeAnswer):
    """What can be found: what it means, and what to do about it."""

    kind = fields.String()
    help = fields.String()
    advice = fields.String()


class FindingKindAnswer(CodeAnswer):
    """A kind of findings, with those of the kind."""

    help = fields.String()
    findings = fields.List(fields.Nested(FindingAnswer))


class CountAnswer(Schema):
    """How many cases, and where they are listed."""

    count = fields.Integer()
    cases = fields.String()


class QualityRowAnswer(Schema):
    """The cases of a school, or of all; `score` is the share of those in which nothing is found.

    `rank` is shared by equal scores, and null of schools with fewer than `least` cases.
    """

    organisation = fields.String()
    rank = fields.Integer(allow_none=True)
    size = fields.String()
    score = fields.Dict()
    with_findings = fields.Nested(CountAnswer)
    kinds = fields.Dict(keys=fields.String(), values=fields.Nested(CountAnswer))
    findings = fields.Dict(keys=fields.String(), values=fields.Nested(CountAnswer))
    other_share = fields.List(fields.Dict())


class QualityAnswer(PointedAnswer):
    """Schools by score, the best first; the `total`; and what the findings mean.

    `other_share` of a row: the years whose graduates are too often in «Иное», a finding of the
    school itself.
    """

    filters = fields.Dict()
    least = fields.Integer()
    rule = fields.String()
    kinds = fields.List(fields.Nested(FindingKindAnswer))
    rows = fields.List(fields.Nested(QualityRowAnswer))
    total = fields.Nested(QualityRowAnswer)


class QualityCasesAnswer(PointedAnswer):
    """Cases with findings, `total` in all.

    Each of a case's `findings` has its `code` and `kind`, a `detail` in words, what to do
    (`advice`) and the `facts`: the entry, since when, what is missing.
    """

    filters = fields.Dict()
    finding = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    total = fields.Integer()
    cases = fields.List(fields.Dict())
