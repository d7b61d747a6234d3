"""The links of graduates' portfolios (R28): sealed words, opened for who may see the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.context import projections
from api.point import Point
from api.sight import view_of
from projections.case_work import measures_of

REGISTRY = "R28"
MEASURE = "PORTFOLIO"


def with_links(rows: list[dict[str, Any]], point: Point) -> list[dict[str, Any]]:
    """The rows with the ``links`` of each person that is shown; null of others.

    The links of the case, which other lists have there, are its ``case_links``.
    """
    return [
        {
            **row,
            "case_links": row["links"],
            "links": _links(row["case_id"], point) if row["person"] else None,
        }
        for row in rows
    ]


def _links(case_id: UUID, point: Point) -> list[str]:
    records = projections().ledger.records_of(case_id, upto=point.known_position)
    given = measures_of(view_of(case_id, records), point.as_of)
    return [
        url
        for measure in given
        if measure["measure_code"] == MEASURE
        and measure["counted"]
        and (url := measure["attributes"].get("url"))
    ]
