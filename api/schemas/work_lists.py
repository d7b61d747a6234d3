"""What work lists and the funnel of routing are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.answers import CodeAnswer, PointedAnswer
from api.schemas.links import Templates
from api.schemas.population import CaseListQuery, CaseRowAnswer, Number, OneOf, PopulationQuery
from projections.work_lists.lists import LONGEST_DAYS


class WorkListsQuery(PopulationQuery):
    """Whose work is counted."""

    by = OneOf("organisation", metadata={"description": "Counts by centre as well."})


class WorkListQuery(CaseListQuery):
    """A page of a work list."""

    days = Number(
        most=LONGEST_DAYS,
        metadata={"description": "How far the list looks ahead or back; see `GET /work-lists`."},
    )


class WorkListItem(CodeAnswer):
    """A work list: what it means, and how many days it looks ahead or back by default."""

    help = fields.String()
    days = fields.Integer(allow_none=True)


class WorkListCount(WorkListItem):
    """A work list with the number of its rows."""

    count = fields.Integer()


class WorkListsAnswer(PointedAnswer):
    """The lists with their counts at the point; `rows` by organisation where asked for."""

    filters = fields.Dict()
    lists = fields.List(fields.Nested(WorkListCount))
    rows = fields.List(fields.Dict())
    templates = Templates()


class WorkListAnswer(PointedAnswer):
    """What is to be done at the point, the most urgent first: case, `reason` and `facts`."""

    filters = fields.Dict()
    list = fields.Nested(WorkListItem)
    rows = fields.List(fields.Nested(CaseRowAnswer))
