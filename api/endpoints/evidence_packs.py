"""Evidence packs: a cell of a form with its cases, their events and the proofs, in one ZIP."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.attachments import attach
from api.context import projections, require, service
from api.endpoints.forms import ONE, asked_edition
from api.features import Feature
from api.forms.cells import asked_cell, told_cell
from api.forms.packs import MOST_CASES, pack
from api.point import memento
from api.schemas.forms import FormCellQuery
from api.sight import seen_now
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.case_list import numbered_page
from projections.forms import cell_cases
from projections.forms.editions import asked_of

ZIP = "application/zip"

feature = Feature("evidence_packs", "Figures with all that shows them, to be verified offline")


@feature.read(f"{ONE}/evidence-pack", query=FormCellQuery, files=(ZIP,))
def read_evidence_pack(*, query: dict[str, Any], form_code: str) -> Response:
    """Give a cell of a form, its cases without names, their events and the proofs, as a ZIP."""
    content, point = asked_edition(query, form_code)
    require(Action.READ_CASES)
    asked = asked_of(content)
    cell = asked_cell(asked, query)
    numbers = cell_cases(projections(), asked, cell)
    if len(numbers) > MOST_CASES:
        raise refuse("TOO_MANY_ROWS", limit=MOST_CASES)
    rows = numbered_page(projections(), point.asof, numbers=numbers, limit=MOST_CASES)
    seen = seen_now([row.case_id for row in rows])
    figure = {"form": form_code, "edition": asked.form.edition, **told_cell(asked, cell, point)}
    data = pack(
        service(),
        figure=figure,
        cases=[
            {
                "case_id": row.case_id,
                "number": row.number,
                "organisation": row.organisation,
                "status": row.status,
                "since": row.since,
                "events": row.case_id in seen,
            }
            for row in rows
        ],
        seen=[row.case_id for row in rows if row.case_id in seen],
        size=point.known_position,
    )
    name = f"evidence-{form_code}-{cell.row}-{cell.column}-{point.as_of}-{point.known_position}.zip"
    return memento(attach(Response(data, mimetype=ZIP), name), point)
