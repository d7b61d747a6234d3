"""What moved a figure: the snapshot's question at two points, with the cases and their events."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from flask import Response, url_for

from api.answers import answer
from api.context import actor, projections, require, service
from api.features import Feature
from api.links import narrowed
from api.moved import asked_cell, cell_row, labels_of, named
from api.moved_links import CELLS, both_sides, cell_links, linked_cases, linked_event
from api.point import memento
from api.populations import asked_filters
from api.schemas.differences import (
    DifferenceCasesAnswer,
    DifferenceCasesQuery,
    DifferencesAnswer,
    DifferencesQuery,
)
from api.schemas.population import PAGE
from api.two_points import Points, asked_pages, next_page
from marshrut.policy import Action
from projections.case_list import LONGEST_PAGE
from projections.differences import (
    Cell,
    MovedCase,
    MovedCell,
    NamedEvent,
    Question,
    differences,
    moved_cases,
)
from projections.population import Scope

feature = Feature("differences", "What moved a figure between two points")


@feature.read("/differences", query=DifferencesQuery, answers=DifferencesAnswer)
def read_differences(*, query: dict[str, Any]) -> Response:
    """Compare the snapshot at two points: the cells that moved, their cases, the events."""
    require(Action.READ_FIGURES)
    points, skip = asked_pages(query)
    question = _question(query, points)
    told = differences(
        projections(),
        question,
        today=service().today(),
        limit=query.get("limit", LONGEST_PAGE),
        skip=skip,
    )
    cases = [case for cell in told.cells for case in cell.cases]
    payload = {
        **_head(question, points, [cell.cell for cell in told.cells], cases, told.events),
        "before": told.before,
        "after": told.after,
        "total": told.total,
        "cells": _cells(told.cells, question, points),
        "overlapping": told.overlapping,
        "links": both_sides(narrowed(question.filters), points),
        "templates": {"cells": CELLS},
    }
    response = answer(payload)
    if skip + len(told.cells) < told.total:
        _link(response, next_page(points, skip + len(told.cells)))
    return memento(response, points.after)


@feature.read("/differences/cases", query=DifferenceCasesQuery, answers=DifferenceCasesAnswer)
def read_difference_cases(*, query: dict[str, Any]) -> Response:
    """List the cases that entered or left a cell, by their numbers."""
    require(Action.READ_FIGURES)
    points, after = asked_pages(query)
    question = _question(query, points)
    cell, limit = asked_cell(query.get("cell"), question), query.get("limit", PAGE)
    found = moved_cases(
        projections(), question, cell, today=service().today(), after=after, limit=limit + 1
    )
    cases = found.cases[:limit]
    payload = {
        **_head(question, points, [cell], cases, found.events),
        "key": cell.key,
        "measure": cell.measure,
        "cases": linked_cases(cases, points),
    }
    response = answer(payload)
    if len(found.cases) > limit:
        _link(response, next_page(points, cases[-1].number))
    return memento(response, points.after)


def _question(query: dict[str, Any], points: Points) -> Question:
    return Question(
        before=points.before.asof,
        after=points.after.asof,
        filters=asked_filters(query),
        scope=Scope.of(actor()),
        by=query.get("by", ()),
    )


def _head(
    question: Question,
    points: Points,
    cells: Sequence[Cell],
    cases: Sequence[MovedCase],
    events: Sequence[NamedEvent],
) -> dict[str, Any]:
    """What both answers say: the points, the question, the named events and the labels."""
    wanted = {position for case in cases for position in case.events}
    return {
        "point": points.after,
        "points": {"before": points.before, "after": points.after},
        "filters": question.filters,
        "by": question.by,
        "records": [linked_event(event, points) for event in events if event.position in wanted],
        "labels": labels_of(cells, cases),
    }


def _cells(cells: Sequence[MovedCell], question: Question, points: Points) -> list[dict[str, Any]]:
    """The cells with their cases, all of which are looked up at once."""
    path = url_for("differences.read_difference_cases")
    shown = iter(linked_cases([case for cell in cells for case in cell.cases], points))
    return [
        {
            **cell_row(cell, _rest(cell, points)),
            "cases": list(islice(shown, len(cell.cases))),
            "links": cell_links(path, cell.cell, question, points),
        }
        for cell in cells
    ]


def _rest(cell: MovedCell, points: Points) -> str | None:
    """Where the cases are that are not shown with their cell."""
    if not cell.cut:
        return None
    path = url_for("differences.read_difference_cases")
    after = cell.cases[-1].number if cell.cases else 0
    return next_page(points, after, path=path, cell=named(cell.cell))


def _link(response: Response, address: str) -> None:
    response.headers["Link"] = f'<{address}>; rel="next"'
