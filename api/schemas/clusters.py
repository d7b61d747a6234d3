"""The shapes of the figures of clusters."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links
from api.shapes import Code

NUMBERS = ("members", "schools", "in_forecast", "forecast_share")


class ClusterFiguresQuery(PointQuery):
    """The clusters of which region, at which point."""

    region_code = Code()


class TakingAnswer(Schema):
    """Who takes part; `forecast_share`: of the members those in the forecast, per cent (S001-I3).

    It is null where there are no members.
    """

    members = fields.Integer(metadata={"description": "Enterprises, each once."})
    schools = fields.Integer()
    in_forecast = fields.Integer(
        metadata={"description": "Members that took part in the forecast of demand."}
    )
    forecast_share = fields.Float(allow_none=True)


class ClusterAnswer(TakingAnswer):
    """A cluster that acts on the day.

    `members_share`: of the enterprises of its industry, where their number is said.
    """

    record_id = fields.UUID()
    title = fields.String()
    region_code = fields.String()
    council_on = fields.Date(
        allow_none=True, metadata={"description": "When its council was formed."}
    )
    enterprises_total = fields.Integer(allow_none=True)
    members_share = fields.Float(allow_none=True)
    links = Links("record", *NUMBERS, "enterprises_total", "members_share")


class ClustersTotalAnswer(TakingAnswer):
    """All clusters together; an enterprise in several of them is one."""

    clusters = fields.Integer()
    councils = fields.Integer(metadata={"description": "Clusters that have a council."})
    links = Links("clusters", "councils", *NUMBERS)


class ClusterFiguresAnswer(PointedAnswer):
    """Clusters and councils, and who takes part in them (S000-1; S001-I3)."""

    filters = fields.Dict()
    clusters = fields.List(fields.Nested(ClusterAnswer))
    total = fields.Nested(ClustersTotalAnswer)
    links = Links("reported")
