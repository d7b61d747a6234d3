"""What three cohorts in one view are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Templates
from api.schemas.population import CaseListQuery, Number, OneOf, PopulationQuery
from projections.cohorts import COHORTS

YEAR = Number(
    most=2200, metadata={"description": "Year of graduation of `Y`; that of `as_of` if none."}
)


class CohortsQuery(PopulationQuery):
    """Whose cohorts: the year takes the place of the filter `graduation_year`."""

    class Meta:
        """The cohorts say of which years the cases are."""

        exclude = ("graduation_year",)

    year = YEAR


class CohortCasesQuery(CaseListQuery):
    """The cases of a cohort, or of all three."""

    class Meta:
        """As above."""

        exclude = ("graduation_year",)

    year = YEAR
    cohort = OneOf(*COHORTS)


class CohortsAnswer(PointedAnswer):
    """A row a cohort: `total`, `statuses`, `groups`, both measures of risk; and their `sum`."""

    filters = fields.Dict()
    year = fields.Integer()
    cohorts = fields.List(fields.Dict())
    sum = fields.Dict()
    labels = fields.Dict()
    templates = Templates()
