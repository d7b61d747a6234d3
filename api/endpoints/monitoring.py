"""Figures at a point: the snapshot, and the cases behind any of its cells."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.cursors import asked_page, link_next
from api.features import Feature
from api.figure_links import cell_templates, row_links
from api.links import address, narrowed
from api.point import asked_point, memento
from api.populations import asked_filters, case_rows
from api.schemas.population import (
    PAGE,
    CaseListAnswer,
    CaseListQuery,
    SnapshotAnswer,
    SnapshotQuery,
)
from api.texts import label
from marshrut.policy import Action
from projections.case_list import case_page
from projections.population import Scope
from projections.snapshot import Snapshot, snapshot

CASES = "/snapshot/cases"

feature = Feature("monitoring", "Monitoring figures at any point, and the cases behind them")


@feature.read("/snapshot", query=SnapshotQuery, answers=SnapshotAnswer)
def read_snapshot(*, query: dict[str, Any]) -> Response:
    """Count graduates by status at a point, by any dimensions."""
    require(Action.READ_FIGURES)
    filters, point = asked_filters(query), asked_point(query)
    by = query.get("by", ())
    counted = snapshot(projections(), point.asof, filters=filters, scope=Scope.of(actor()), by=by)
    payload = {
        "point": point,
        "filters": filters,
        "total": counted.total,
        "rows": [
            {**_row(row), "links": row_links(CASES, point, filters, row.key)}
            for row in counted.rows
        ],
        "overlapping": counted.overlapping,
        "labels": _labels(counted),
        "links": {"total": address(CASES, point, narrowed(filters))},
        "templates": {"rows": cell_templates(filters, by)},
    }
    return memento(answer(payload), point)


@feature.read(CASES, query=CaseListQuery, answers=CaseListAnswer)
def read_snapshot_cases(*, query: dict[str, Any]) -> Response:
    """List the cases behind a cell of the snapshot, by their numbers."""
    require(Action.READ_FIGURES)
    filters, (point, after) = asked_filters(query), asked_page(query)
    limit = query.get("limit", PAGE)
    found = case_page(
        projections(),
        point.asof,
        filters=filters,
        scope=Scope.of(actor()),
        after=after,
        limit=limit + 1,
    )
    rows = found[:limit]
    response = answer({"point": point, "filters": filters, "cases": case_rows(rows, point)})
    if len(found) > limit:
        link_next(response, point, rows[-1].number)
    return memento(response, point)


def _row(row: Any) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(row)
    return {**fields.pop("key"), **fields}


def _labels(counted: Snapshot) -> dict[str, dict[str, str | None]]:
    """The labels of the codes that the rows count and name."""
    statuses = {code for row in counted.rows for code in row.statuses}
    groups = {code for row in counted.rows for code in row.groups}
    categories = {row.key["category"] for row in counted.rows if "category" in row.key}
    return {
        "statuses": {code: label("statuses", code) for code in sorted(statuses)},
        "groups": {code: label("status_groups", code) for code in sorted(groups)},
        "categories": {code: label("categories", code) for code in sorted(categories)},
    }
