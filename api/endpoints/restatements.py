"""Restatements of editions: what was handed in against what is known now, or another edition."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from api.answers import answer
from api.context import incoming, projections, require, service, services
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.forms.about import headed
from api.forms.cells import FIRST_TABLE, asked_block, asked_cell, unknown_cell
from api.forms.restatement_table import Moments, restatement_tables
from api.forms.served import bytes_answer
from api.moved_links import linked_cases, linked_event
from api.point import Point, asked_point, memento
from api.reports import address
from api.restated import Sides, cell_rows, shown_cell
from api.schemas.population import PAGE
from api.schemas.restatements import (
    RestatementAnswer,
    RestatementCasesAnswer,
    RestatementCasesQuery,
    RestatementQuery,
    Within,
)
from api.table_files import FILES
from api.table_workbook import xlsx_file
from api.two_points import Points
from marshrut.application.reports import visit_report
from marshrut.policy import Action
from marshrut.refusals import refuse
from marshrut.reports.events import Edition
from projections.case_list import LONGEST_PAGE
from projections.forms import Asked, UnknownCell
from projections.forms.editions import asked_of
from projections.restatement import (
    NotComparable,
    Restatement,
    Span,
    restated_cases,
    restatement,
    span_of,
)

feature = Feature("restatements", "Editions against what has become known since")

ONE = "/reports/<uuid:report_id>/restatement"
XLSX = "xlsx"
MOST_IN_FILE = 20_000
"""Cells of a file, which has no pages."""

POINT = {"as_of", "known_at", "known_position", "cursor"}


@feature.read(ONE, query=RestatementQuery, answers=RestatementAnswer, files=(FILES[XLSX][0],))
def read_restatement(*, query: dict[str, Any], report_id: UUID) -> Response:
    """Tell every cell of an edition that has moved, its cases, and the events that moved them."""
    sides, skip = _sides(query, report_id)
    as_file = query.get("format") == XLSX
    told = _restated(sides, query, skip, as_file=as_file)
    if as_file:
        return memento(_file(sides, told), sides.points.after)
    form = asked_of(sides.before).form
    payload = {
        "point": sides.points.after,
        "points": sides.points._asdict(),
        "report_id": report_id,
        "against": sides.against,
        "total": told.total,
        "cells": cell_rows(told.cells, form, sides),
        "records": [linked_event(event, sides.points) for event in told.events],
        "links": {XLSX: f"{address(report_id)}/restatement?{_asked(sides)}&format={XLSX}"},
    }
    response = answer(payload)
    if skip + len(told.cells) < told.total:
        link_next(response, sides.points.after, skip + len(told.cells))
    return memento(response, sides.points.after)


@feature.read(
    f"{ONE}/cases",
    query=RestatementCasesQuery,
    answers=RestatementCasesAnswer,
    headers=(PURPOSE,),
)
def read_restated_cases(*, query: dict[str, Any], report_id: UUID) -> Response:
    """List the cases that entered or left a cell of an edition, by their numbers."""
    sides, after = _sides(query, report_id)
    before, later = asked_of(sides.before), asked_of(sides.after)
    cell, limit = asked_cell(later, query), query.get("limit", PAGE)
    try:
        found = restated_cases(
            projections(),
            before,
            later,
            cell,
            today=service().today(),
            limit=limit + 1,
            after_number=after,
        )
    except NotComparable as other:
        raise _not_comparable(other) from other
    except UnknownCell as unknown:
        known = " | ".join(unknown.known)
        raise refuse("REQUIRED", field=unknown.field, expected=known) from unknown
    cases = found.cases[:limit]
    wanted = {position for case in cases for position in case.events}
    payload = {
        "point": sides.points.after,
        "points": sides.points._asdict(),
        "report_id": report_id,
        "cell": shown_cell(cell),
        "cases": linked_cases(cases, sides.points),
        "records": [
            linked_event(event, sides.points) for event in found.events if event.position in wanted
        ],
    }
    response = answer(payload)
    if len(found.cases) > limit:
        link_next(response, sides.points.after, cases[-1].number)
    return memento(response, sides.points.after)


def _sides(query: dict[str, Any], report_id: UUID) -> tuple[Sides, int]:
    """The edition and what it is set against, and what the page comes after. Raises ``Refused``."""
    before = _edition(report_id)
    against = query.get("against")
    point, skip = _point(query, before, against)
    other = (
        _edition(against)
        if against
        else msgspec.structs.replace(before, as_of=point.as_of, known_position=point.known_position)
    )
    first = asked_point({"as_of": before.as_of, "known_position": before.known_position})
    return Sides(report_id, before, other, against, Points(first, point)), skip


def _edition(report_id: UUID) -> Edition:
    content = visit_report(service(), incoming(), report_id).report.content
    require(Action.READ_FIGURES)
    return content


def _point(query: dict[str, Any], before: Edition, against: UUID | None) -> tuple[Point, int]:
    if "cursor" in query:
        return asked_page({name: query[name] for name in POINT & query.keys()})
    if against is None:
        given = {name: query[name] for name in POINT & query.keys()}
        return asked_point({"as_of": before.as_of, **given}), 0
    if POINT & query.keys():
        raise refuse("INVALID", field="against", expected="against | as_of, known_…")
    other = _edition(against)
    return asked_point({"as_of": other.as_of, "known_position": other.known_position}), 0


def _restated(sides: Sides, query: dict[str, Any], skip: int, *, as_file: bool) -> Restatement:
    whole = {"most": MOST_IN_FILE} if as_file else {}
    before, after = asked_of(sides.before), asked_of(sides.after)
    try:
        return restatement(
            projections(),
            before,
            after,
            within=_span(after, query),
            today=service().today(),
            limit=query.get("limit", LONGEST_PAGE),
            few=query.get("few"),
            skip=skip,
            **whole,
        )
    except NotComparable as other:
        raise _not_comparable(other) from other


def _span(asked: Asked, query: dict[str, Any]) -> Span | None:
    """The table or the block that is asked for; none: the whole form. Raises ``Refused``."""
    block = asked_block(query)
    if "within" not in query:
        if block or "table" in query:
            expected = " | ".join(within.value for within in Within)
            raise refuse("REQUIRED", field="within", expected=expected)
        return None
    if query["within"] == Within.TABLE and block:
        raise refuse("INVALID", field="within", expected=Within.BLOCK.value)
    try:
        key = block if query["within"] == Within.BLOCK else None
        return span_of(asked, query.get("table", FIRST_TABLE), key)
    except UnknownCell as unknown:
        raise unknown_cell(unknown) from unknown


def _not_comparable(other: NotComparable) -> Exception:
    return refuse("NOT_COMPARABLE", field="against", differs=other.field)


def _file(sides: Sides, told: Restatement) -> Response:
    before, after = sides.points
    asked = asked_of(sides.before)
    about = headed(projections(), asked, sides.report_id, sides.against)
    tables = restatement_tables(
        told,
        asked.form,
        about,
        moments=Moments(before.known_at, after.known_at),
        zone=services().zone().key,
    )
    name = f"{asked.form.name}-{before.as_of}-{str(sides.report_id)[:8]}-restatement"
    return bytes_answer(xlsx_file(*tables), XLSX, name)


def _asked(sides: Sides) -> str:
    return "&".join(f"{name}={value}" for name, value in sides.asked.items())
