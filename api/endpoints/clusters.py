"""Clusters and councils at a point: who takes part (F054; S000-1, S001-I3)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.context import projections, require
from api.features import Feature
from api.links import address
from api.point import Point, asked_point, memento
from api.records import record_links, sight_of
from api.schemas.clusters import NUMBERS, ClusterFiguresAnswer, ClusterFiguresQuery
from marshrut.application.codes import check_codes
from marshrut.policy import Action
from marshrut.records.clusters import Taking, taking_part
from marshrut.records.kinds import kinds
from projections.employer_dealings import CLUSTER
from projections.funnel import percent
from projections.records import Narrowing, RecordLine, records_at

feature = Feature("clusters", "Clusters and councils: who takes part")

FORECAST = "S001-I3"
"""The reported indicator that these figures are evidence of."""


@feature.read("/cluster-figures", query=ClusterFiguresQuery, answers=ClusterFiguresAnswer)
def read_figures(*, query: dict[str, Any]) -> Response:
    """Count the clusters that act, their councils, members, and those in the forecast of demand."""
    require(Action.READ_FIGURES)
    point, region = asked_point(query), query.get("region_code")
    check_codes({"region_code": region}, on=point.as_of)
    narrowing = Narrowing(open=True, region_code=region)
    found = list(
        records_at(
            projections(),
            point.asof,
            CLUSTER,
            sight=sight_of(kinds()[CLUSTER]),
            narrowing=narrowing,
        )
    )
    told = taking_part(line.fields for line in found)
    listed = address("/records/clusters", point, region_code=region, open="true")
    payload = {
        "point": point,
        "filters": narrowing,
        "clusters": [_cluster(line, point) for line in found],
        "total": {
            "clusters": told.clusters,
            "councils": told.councils,
            **_taking(told),
            "links": dict.fromkeys(("clusters", "councils", *NUMBERS), listed),
        },
        "links": {"reported": address(f"/indicators/{FORECAST}/values", point, region_code=region)},
    }
    return memento(answer(payload), point)


def _cluster(line: RecordLine, point: Point) -> dict[str, Any]:
    told, kind = taking_part([line.fields]), kinds()[CLUSTER]
    every = line.fields.get("enterprises_total")
    record = record_links(kind, line.record_id, point)["record"]
    return {
        "record_id": line.record_id,
        "title": line.fields[kind.title],
        "region_code": line.region_code,
        "council_on": line.fields.get("council_on"),
        **_taking(told),
        "enterprises_total": every,
        "members_share": percent(len(told.members), every) if every else None,
        "links": dict.fromkeys(("record", *NUMBERS, "enterprises_total", "members_share"), record),
    }


def _taking(told: Taking) -> dict[str, Any]:
    return {
        "members": len(told.members),
        "schools": len(told.schools),
        "in_forecast": len(told.in_forecast),
        "forecast_share": percent(len(told.in_forecast), len(told.members)),
    }
