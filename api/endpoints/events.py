"""An event of the ledger by itself: who recorded it, when and why, and what it changed."""

from __future__ import annotations

import re
from typing import Any

from flask import Response

from api.answers import answer
from api.features import PURPOSE, Feature
from api.point import PointQuery, asked_point, memento
from api.schemas.events import LedgerEventAnswer
from api.told_events import told_event
from marshrut.refusals import refuse

POSITION = re.compile(r"[1-9][0-9]{0,15}")

feature = Feature("events", "The events of the ledger, each by itself")


@feature.read("/events/<position>", query=PointQuery, answers=LedgerEventAnswer, headers=(PURPOSE,))
def read_event(*, query: dict[str, Any], position: str) -> Response:
    """Read the event at a position; for whoever may read the audit trail that it stands in."""
    point = asked_point(query)
    told = told_event(asked_position(position), query, point)
    return memento(answer({**told, "point": point}), point)


def asked_position(position: str) -> int:
    """The position that an address names. Raises ``Refused``."""
    if not POSITION.fullmatch(position):
        raise refuse("NOT_FOUND")
    return int(position)
