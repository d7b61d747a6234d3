"""Monitoring forms at any point, without issuing an edition: tables, files, cells, cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.context import projections, require
from api.cursors import asked_page
from api.features import PREFIX, PURPOSE, Feature
from api.forms.answers import described, pinned, shown_form, shown_table
from api.forms.cells import answer_cases, answer_cell, asked_cell
from api.forms.editions import FILTERS, filled_of
from api.forms.files import MEDIA_TYPES
from api.forms.questions import asked_content, asked_form
from api.forms.served import file_answer
from api.point import Point, asked_point, memento, own_today
from api.schemas.forms import (
    CellAnswer,
    CellCasesAnswer,
    FormCellCasesQuery,
    FormCellQuery,
    FormDescriptionAnswer,
    FormFile,
    FormsAnswer,
    FormsQuery,
    FormTableAnswer,
    FormTableQuery,
)
from marshrut.forms.shipped import forms
from marshrut.policy import Action
from marshrut.reports.events import Edition
from projections.forms.editions import asked_of

feature = Feature("forms", "Monitoring forms at any point, and every cell of them")

ONE = "/forms/<form_code>"
PARAMETERS = (*FILTERS, "rows")


@feature.read("/forms", query=FormsQuery, answers=FormsAnswer)
def read_forms(*, query: dict[str, Any]) -> Response:
    """Tell the forms, in the editions in force on a day."""
    require(Action.READ_REFERENCE)
    day: date = query.get("as_of") or own_today()
    return answer({"as_of": day, "forms": [shown_form(each) for each in forms(day=day)]})


@feature.read(ONE, query=FormsQuery, answers=FormDescriptionAnswer)
def read_form(*, query: dict[str, Any], form_code: str) -> Response:
    """Describe a form: its rows, columns and checks, and what each of them counts."""
    require(Action.READ_REFERENCE)
    return answer(described(asked_form(form_code, query.get("as_of") or own_today())))


@feature.read(
    f"{ONE}/table",
    query=FormTableQuery,
    answers=FormTableAnswer,
    files=tuple(MEDIA_TYPES.values()),
    json_file=FormFile,
)
def read_table(*, query: dict[str, Any], form_code: str) -> Response:
    """Fill a form at a point; or as a file, which says that it is no edition."""
    content, point = asked_edition(query, form_code)
    filled = filled_of(projections(), content, None)
    if "format" in query:
        kind = query["format"]
        form = asked_of(content).form
        name = f"{form.name}-{point.as_of:%Y-%m-%d}"
        return memento(file_answer(filled, content, form.formats, kind, name), point)
    address, fixed = f"{PREFIX}/forms/{form_code}", pinned(content)
    payload = {
        "point": point,
        "form": shown_form(asked_of(content).form),
        "lines": dict(filled.issue.lines),
        "filters": content.filters,
        "parameters": content.parameters,
        "tables": [shown_table(table, address, fixed) for table in filled.tables],
    }
    return memento(answer(payload), point)


@feature.read(f"{ONE}/cell", query=FormCellQuery, answers=CellAnswer)
def read_cell(*, query: dict[str, Any], form_code: str) -> Response:
    """Open a cell of a form: its value, what is counted, and the way to the cases."""
    content, point = asked_edition(query, form_code)
    asked = asked_of(content)
    cell = asked_cell(asked, query)
    return answer_cell(asked, cell, point, f"{PREFIX}/forms/{form_code}", pinned(content))


@feature.read(f"{ONE}/cases", query=FormCellCasesQuery, answers=CellCasesAnswer, headers=(PURPOSE,))
def read_cell_cases(*, query: dict[str, Any], form_code: str) -> Response:
    """List the cases behind a cell of a form."""
    point, after = asked_page(query)
    content, _ = asked_edition(query, form_code, point)
    asked = asked_of(content)
    cell = asked_cell(asked, query)
    return answer_cases(asked, cell, point, after=after, limit=query.get("limit"))


def asked_edition(
    query: dict[str, Any], form_code: str, point: Point | None = None
) -> tuple[Edition, Point]:
    """The question. Raises ``Refused``."""
    point = point or asked_point(query)
    form = asked_form(form_code, point.as_of)
    require(Action.READ_FIGURES)
    content = asked_content(
        form,
        point,
        organisation=query.get("organisation"),
        region=query.get("region"),
        given={name: query[name] for name in PARAMETERS if name in query},
    )
    return content, point
