"""The rectangles of a case's primary status, as answers tell them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from api.links import address
from api.point import Point
from api.texts import label
from projections.case_statuses import StatusRectangle


def history_templates(point: Point) -> dict[str, Any]:
    """How the positions of the rectangles open: as the events that made something known."""
    events = {name: address(f"/events/{{{name}}}", point) for name in ("known_from", "known_to")}
    return {"rectangles": events}


def told_rectangle(each: StatusRectangle, moments: Mapping[int, datetime]) -> dict[str, Any]:
    """The rectangle with its label, and the ``moments`` at which its positions were recorded."""
    told = msgspec.structs.asdict(each)
    code = told.pop("status")
    return {
        "code": code,
        "label": label("statuses", code),
        **told,
        "known_from_at": moments[each.known_from],
        "known_to_at": None if each.known_to is None else moments[each.known_to],
    }
