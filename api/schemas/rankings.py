"""What rankings are asked with, and what they answer."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Templates
from api.schemas.population import (
    CaseListAnswer,
    CaseListQuery,
    Number,
    OneOf,
    PopulationQuery,
)
from api.schemas.routing import PERIOD
from projections import rankings, risk_ranking
from projections.places import DEFAULT_LEAST, SIZES

MOST = 100_000
LEAST: dict[str, Any] = {
    "least": Number(
        most=MOST, metadata={"description": f"Graduates it takes to be ranked: {DEFAULT_LEAST}."}
    )
}
SIZE: dict[str, Any] = {
    "size": OneOf(*SIZES, metadata={"description": "Only of what is ranked, or too small for it."})
}
BY: dict[str, Any] = {"by": OneOf(*risk_ranking.DIMENSIONS, required=True)}

_Risks = PopulationQuery.from_dict({**LEAST, **BY}, name="RiskRankingBase")
_RiskCases = CaseListQuery.from_dict({**LEAST, **SIZE, **BY}, name="RiskRankingCasesBase")
_Schools = PopulationQuery.from_dict({**LEAST, **PERIOD}, name="SchoolRankingBase")
_SchoolCases = CaseListQuery.from_dict({**LEAST, **SIZE, **PERIOD}, name="SchoolRankingCasesBase")


class RiskRankingQuery(_Risks):  # type: ignore[misc, valid-type]
    """What is ranked by risk, and whose graduates."""


class RiskRankingCasesQuery(_RiskCases):  # type: ignore[misc, valid-type]
    """The cases of a part; those of a row by the filter of the dimension's name."""

    part = OneOf(*risk_ranking.PARTS, required=True)


class SchoolRankingQuery(_Schools):  # type: ignore[misc, valid-type]
    """Whose routing, in which period."""


class SchoolRankingCasesQuery(_SchoolCases):  # type: ignore[misc, valid-type]
    """The cases of a part; those of a school by the filter `organisation`."""

    part = OneOf(*rankings.PARTS, required=True)


class RiskRankingAnswer(PointedAnswer):
    """Ranked `rows`, the greatest strict share first; `small` together; and the `total`.

    A row has `rank` (shared by equal strict shares; null without a value of the dimension),
    `graduates`, `at_risk_strict` and `at_risk_form`, which are never mixed.
    """

    filters = fields.Dict()
    by = fields.String()
    least = fields.Integer()
    rule = fields.String()
    rows = fields.List(fields.Dict())
    small = fields.Dict()
    total = fields.Dict()
    templates = Templates()


class SchoolRankingAnswer(PointedAnswer):
    """Ranked `rows`, the best first; `small` schools together; and the `total`.

    A row has its `rank`, the sum of its `places`, its `parts` and the five `measures`, each a
    `part` in another (`of_part`).
    """

    filters = fields.Dict()
    period = fields.Dict()
    least = fields.Integer()
    rule = fields.String()
    rows = fields.List(fields.Dict())
    small = fields.Dict()
    total = fields.Dict()
    templates = Templates()


class SchoolRankingCasesAnswer(CaseListAnswer):
    """The cases of a part in the period."""

    period = fields.Dict()
