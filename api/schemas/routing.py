"""What the figures of routing are asked with, and what they answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import CaseListAnswer, CaseListQuery, OneOf, PopulationQuery
from api.shapes import Day
from marshrut.classifiers import classifier
from projections.funnel import DIMENSIONS, OTHERS
from projections.population import NONE


class Vacancy(fields.String):
    """The id of a vacancy, or ``none``."""

    expected = f"UUID | {NONE}"

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> Any:
        text = super()._deserialize(value, *place, **options)
        try:
            return text if text == NONE else UUID(text)
        except ValueError as error:
            raise self.make_error("invalid", input=value) from error


PERIOD: dict[str, Any] = {
    "from": Day(metadata={"description": "First day; 1 January of the year of `as_of` if none."}),
    "to": Day(metadata={"description": "Last day; 31 December of that year if none."}),
}
OF_VACANCY: dict[str, Any] = {
    "vacancy_id": Vacancy(metadata={"description": "Steps about this vacancy, or `none`."})
}

_Period = PopulationQuery.from_dict(PERIOD, name="PeriodQuery")
_FunnelPeriod = PopulationQuery.from_dict({**PERIOD, **OF_VACANCY}, name="FunnelPeriodQuery")
_CasesPeriod = CaseListQuery.from_dict({**PERIOD, **OF_VACANCY}, name="FunnelCasesPeriodQuery")


class SuccessQuery(_Period):  # type: ignore[misc, valid-type]
    """Whose work that began in the period."""

    by = OneOf("organisation", "programme_code")


class SuccessCasesQuery(CaseListQuery.from_dict(PERIOD, name="SuccessCasesPeriodQuery")):  # type: ignore[misc]
    """The cases behind the figure."""


class FunnelQuery(_FunnelPeriod):  # type: ignore[misc, valid-type]
    """Whose steps, in which period."""

    by = OneOf(*DIMENSIONS)


class FunnelCasesQuery(_CasesPeriod):  # type: ignore[misc, valid-type]
    """The cases at a stage."""

    stage = OneOf(*classifier("funnel_stages").codes, required=True)
    also_at = OneOf(*OTHERS, metadata={"description": "Only those at this stage too."})


class FunnelAnswer(PointedAnswer):
    """A row a value of the dimension, with its stages in their order.

    A stage: `cases`, and of those of the stage before and of the first one how many are also
    here (`cases`) and how many in a hundred (`percent`, null of nothing).
    """

    filters = fields.Dict()
    period = fields.Dict()
    rows = fields.List(fields.Dict())
    templates = Templates()


class FunnelCasesAnswer(CaseListAnswer):
    """The cases at a stage in the period."""

    period = fields.Dict()


class SuccessAnswer(PointedAnswer):
    """Cases with work that came of routing: all, and by the dimension."""

    filters = fields.Dict()
    period = fields.Dict()
    cases = fields.Integer()
    rows = fields.List(fields.Dict())
    links = Links("cases")
    templates = Templates()
