"""What the coverage by career centres is asked with, and what it answers."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Templates
from api.schemas.population import CaseListAnswer, CaseListQuery, OneOf, PopulationQuery
from api.shapes import Code, Day
from projections.coverage import PARTS, PROVIDERS

DAYS: dict[str, Any] = {
    "from": Day(metadata={"description": "First day of the measures; every day if none."}),
    "to": Day(metadata={"description": "Last day of the measures; `as_of` if none."}),
}


class CoverageQuery(PopulationQuery.from_dict(DAYS, name="CoverageDays")):  # type: ignore[misc]
    """Whose coverage, and the days of the measures."""


class CoverageCasesQuery(CaseListQuery.from_dict(DAYS, name="CoverageCasesDays")):  # type: ignore[misc]
    """The cases of a part."""

    part = OneOf(*PARTS, required=True)
    region = Code()
    provider = OneOf(
        *PROVIDERS, metadata={"description": "With a measure of this provider; `NONE`: unnamed."}
    )


class CoverageAnswer(PointedAnswer):
    """A row a school with graduates, a row a region, and the total.

    Each has the counts of the parts, the shares `covered` and `served`, `complete` (the 100 %
    rule; null of nobody) and `providers`: cases with a measure of each, which overlap.
    """

    filters = fields.Dict()
    period = fields.Dict()
    total = fields.Dict()
    regions = fields.List(fields.Dict())
    rows = fields.List(fields.Dict())
    templates = Templates()


class CoverageCasesAnswer(CaseListAnswer):
    """The cases of a part of the coverage."""

    period = fields.Dict()
