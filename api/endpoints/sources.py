"""From where what is known comes: ФРДО, АИС, «Работа в России», employers … (F118; domain 4.1)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import OF_ROW, address, entry_events, narrowed, template
from api.point import Point, asked_point, memento, own_today
from api.populations import asked_filters, case_rows
from api.schemas.population import PAGE, PopulationQuery
from api.schemas.sources import SourceCasesAnswer, SourceCasesQuery, SourcesAnswer
from api.texts import label
from marshrut.application.codes import check_codes
from marshrut.cases.sources import Sourced
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.population import Filters, Scope
from projections.sources import (
    MOST_CASES,
    NONE,
    CaseSources,
    TooManyCases,
    case_sources,
    counted,
)

feature = Feature("sources", "From where what is known comes")

SOURCES = "/sources"
CASES = f"{SOURCES}/cases"


@feature.read(SOURCES, query=PopulationQuery, answers=SourcesAnswer)
def read_sources(*, query: dict[str, Any]) -> Response:
    """Count the entries of cases by where they are known from, and by kind."""
    require(Action.READ_FIGURES)
    filters, point = asked_filters(query), asked_point(query)
    found = _found(filters, point)
    listed = address(CASES, point, narrowed(filters))
    payload = {
        "point": point,
        "filters": filters,
        "cases": len(found),
        "sources": [
            {
                **count._asdict(),
                "label": label("sources", count.source),
                "links": dict.fromkeys(
                    ("entries", "cases"),
                    address(CASES, point, narrowed(filters), source=count.source),
                ),
            }
            for count in counted(found)
        ],
        "links": {"cases": listed},
        "templates": {"sources": {"kinds": template(OF_ROW, "kind")}},
    }
    return memento(answer(payload), point)


@feature.read(CASES, query=SourceCasesQuery, answers=SourceCasesAnswer, headers=(PURPOSE,))
def read_source_cases(*, query: dict[str, Any]) -> Response:
    """List the cases with entries from a source, by their numbers, each with these entries."""
    require(Action.READ_CASES)
    source, kind = query.get("source"), query.get("kind")
    check_codes({"source": None if source == NONE else source}, on=own_today())
    if kind is not None:
        code = kind.replace("-", "_")
        check_codes({"kind": code}, on=own_today(), classifiers={"kind": "entry_kinds"})
    filters, (point, after) = asked_filters(query), asked_page(query)
    limit = query.get("limit", PAGE)
    chosen = [each for each in _found(filters, point) if each.of(source, kind)]
    page = [each for each in chosen if each.case.number > after][: limit + 1]
    rows = case_rows([each.case for each in page[:limit]], point)
    payload = {
        "point": point,
        "filters": filters,
        "source": source,
        "kind": kind,
        "total": len(chosen),
        "cases": [
            {**row, "entries": [_entry(row, entry, point) for entry in each.of(source, kind)]}
            for row, each in zip(rows, page, strict=False)
        ],
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].case.number)
    return memento(response, point)


def _found(filters: Filters, point: Point) -> list[CaseSources]:
    try:
        return case_sources(projections(), point.asof, filters=filters, scope=Scope.of(actor()))
    except TooManyCases as many:
        raise refuse("TOO_LARGE", limit=MOST_CASES) from many


def _entry(row: dict[str, Any], entry: Sourced, point: Point) -> dict[str, Any]:
    """An entry; its events are told where the case itself is (S15)."""
    present = "timeline" in row["links"]
    events = {"events": entry_events(row["case_id"], entry.entry_id, point)} if present else {}
    return {
        **entry._asdict(),
        "kind_label": label("entry_kinds", entry.kind.replace("-", "_")),
        "source_label": label("sources", entry.source),
        "links": events,
    }
