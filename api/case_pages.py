"""A page of the cases behind a figure, with a link to the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from api.answers import answer
from api.cursors import link_next
from api.point import Point, memento
from api.populations import case_rows
from projections.case_list import CaseRow


def answer_page(found: Sequence[CaseRow], *, limit: int, point: Point, **told: Any) -> Response:
    """The first ``limit`` of the cases found, of which one more was sought, behind ``told``."""
    rows = found[:limit]
    response = answer({"point": point, **told, "cases": case_rows(rows, point)})
    if len(found) > limit:
        link_next(response, point, rows[-1].number)
    return memento(response, point)
