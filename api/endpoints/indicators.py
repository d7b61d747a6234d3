"""Indicators at any point: their definitions, their figures, and the cases of each part."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.figure_ways import figure_link, opened, row_links
from api.figures import described, told
from api.links import address, segment
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.records import shown_line
from api.schemas.indicators import (
    CellFields,
    FigureAnswer,
    IndicatorCasesAnswer,
    IndicatorCasesQuery,
    IndicatorListAnswer,
    IndicatorListQuery,
    IndicatorQuery,
    IndicatorRecordsAnswer,
    IndicatorRecordsQuery,
)
from api.schemas.population import PAGE
from marshrut.indicators.definitions import Definition, UnknownIndicator, definition, definitions
from marshrut.indicators.evidence import Piece
from marshrut.policy import Action
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse
from projections.case_list import numbered_page
from projections.indicator_targets import Plans
from projections.indicators import Asked, evaluate, members, pieces
from projections.indicators.cases import MEASURE_KIND
from projections.population import NONE, Scope
from projections.records import record_at

feature = Feature("indicators", "Indicators at any point, each with its cases")


@feature.read("/indicators", query=IndicatorListQuery, answers=IndicatorListAnswer)
def list_indicators(*, query: dict[str, Any]) -> Response:
    """List the indicators in force on the date; with `figures=true` evaluate them all."""
    require(Action.READ_FIGURES)
    point, asked = asked_point(query), _asked(query)
    wanted = query.get("document", "")
    found = [each for each in definitions(day=point.as_of) if each.id.startswith(wanted)]
    if query.get("figures") == "true":
        ids = [each.id for each in found]
        figures = evaluate(projections(), point.asof, ids=ids, asked=asked)
        plans = Plans(projections(), point.asof)
        listed = [
            {**told(figure, asked, plans), **opened(figure, asked, point)} for figure in figures
        ]
    else:
        listed = [{**described(each), "links": figure_link(each, asked, point)} for each in found]
    return memento(
        answer({"point": point, "filters": _filters(asked), "indicators": listed}), point
    )


@feature.read("/indicators/<indicator>", query=IndicatorQuery, answers=FigureAnswer)
def read_indicator(indicator: str, *, query: dict[str, Any]) -> Response:
    """Evaluate an indicator at the point, and break it down."""
    require(Action.READ_FIGURES)
    point, asked = asked_point(query), _asked(query)
    found = _found(indicator, asked, point.as_of)
    by = query.get("by")
    if by == MEASURE_KIND and not found.kinds:
        raise refuse("INVALID", field="by", expected="S004-I6")
    figure = evaluate(projections(), point.asof, ids=[found.id], asked=asked, by=by)[0]
    shown = told(figure, asked, Plans(projections(), point.asof))
    shown |= opened(figure, asked, point)
    for shown_row, row in zip(shown["rows"], figure.rows, strict=True):
        shown_row["links"] = row_links(figure, row, asked, point)
    return memento(answer({"point": point, "filters": _filters(asked), **shown}), point)


@feature.read(
    "/indicators/<indicator>/cases",
    query=IndicatorCasesQuery,
    answers=IndicatorCasesAnswer,
    headers=(PURPOSE,),
)
def read_indicator_cases(indicator: str, *, query: dict[str, Any]) -> Response:
    """List the cases of a part of an indicator, by their numbers."""
    require(Action.READ_FIGURES)
    point, after = asked_page(query)
    asked, part, limit = _asked(query), query.get("part", "numerator"), query.get("limit", PAGE)
    found = _found(indicator, asked, point.as_of)
    numbers = members(projections(), point.asof, indicator=found.id, asked=asked, part=part)
    rows = numbered_page(projections(), point.asof, numbers=numbers, after=after, limit=limit + 1)
    said = {"indicator": found.id, "part": part, "total": len(numbers)}
    return answer_page(rows, limit=limit, point=point, filters=_filters(asked), **said)


@feature.read(
    "/indicators/<indicator>/records",
    query=IndicatorRecordsQuery,
    answers=IndicatorRecordsAnswer,
)
def read_indicator_records(indicator: str, *, query: dict[str, Any]) -> Response:
    """List the records and organisations that a part of an indicator counts, each with how much."""
    require(Action.READ_FIGURES)
    point, asked = asked_point(query), _asked(query)
    part = query.get("part", "numerator")
    found = _found(indicator, asked, point.as_of)
    counted = pieces(projections(), point.asof, indicator=found.id, asked=asked, part=part)
    payload = {
        "point": point,
        "filters": _filters(asked),
        "indicator": found.id,
        "part": part,
        "total": len(counted),
        "sum": sum(each.number for each in counted),
        "pieces": [_piece(each, point) for each in counted],
    }
    return memento(answer(payload), point)


def _piece(piece: Piece, point: Point) -> dict[str, Any]:
    told = {"number": piece.number, "organisation": piece.organisation}
    if piece.record_id is None:
        school = address(f"/organisations/{segment(piece.organisation or '')}", point)
        return {**told, "record": None, "links": {"piece": school}}
    line = record_at(projections(), point.asof, piece.record_id)
    if line is None:
        raise refuse("NOT_FOUND")
    shown = shown_line(kinds()[line.kind], line, point)
    return {**told, "record": shown, "links": {"piece": shown["links"]["record"]}}


def _found(indicator: str, asked: Asked, day: Any) -> Definition:
    """The definition in force. Raises ``Refused``: no such indicator, variant or kind."""
    try:
        found = definition(indicator, day=day)
    except UnknownIndicator as unknown:
        raise refuse("NOT_FOUND") from unknown
    try:
        found.varied(asked.variant)
    except UnknownIndicator as unknown:
        codes = " | ".join(each.code for each in found.variants) or "–"
        raise refuse("INVALID", field="variant", expected=codes) from unknown
    if MEASURE_KIND in asked.cell and not found.kinds:
        raise refuse("INVALID", field=MEASURE_KIND, expected="S004-I6")
    return found


def _asked(query: dict[str, Any]) -> Asked:
    """The question. Raises ``Refused`` as ``asked_filters``, and for a period turned round."""
    first, last = query.get("first"), query.get("last")
    if first is not None and last is not None and last < first:
        raise refuse("INVALID", field="to", expected=f"≥ {first}")
    cell = {name: query[name] for name in CellFields().fields if name in query}
    regions = actor().regions
    if regions and cell.get("region", NONE) not in {NONE, *regions}:
        raise refuse("FORBIDDEN", role=actor().role)
    return Asked(asked_filters(query), Scope.of(actor()), first, last, query.get("variant"), cell)


def _filters(asked: Asked) -> dict[str, Any]:
    told_filters = {
        name: value
        for name in asked.filters.__struct_fields__
        if (value := getattr(asked.filters, name)) is not None
    }
    return {**told_filters, **asked.cell}
