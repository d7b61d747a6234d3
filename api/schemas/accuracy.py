"""What forecasts beside facts are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Templates
from api.schemas.population import AnyOf, CaseListQuery, OneOf, PopulationQuery
from projections.accuracy import FORECASTS, VERDICTS


class AccuracyQuery(PopulationQuery):
    """Whose forecasts."""


class AccuracyCasesQuery(CaseListQuery):
    """The cases of a cell: its forecast, its `status`, its verdict."""

    forecast = OneOf(*FORECASTS)
    verdict = AnyOf(*VERDICTS)


class AccuracyAnswer(PointedAnswer):
    """The cross-table: `cells`, `tracks` (its rows) and `total`; the mapping that it goes by.

    `fulfilled` goes by the primary status, `with_beside` by every open one.
    """

    filters = fields.Dict()
    cells = fields.List(fields.Dict())
    tracks = fields.List(fields.Dict())
    total = fields.Dict()
    fulfilled_by = fields.Dict()
    labels = fields.Dict()
    templates = Templates()
