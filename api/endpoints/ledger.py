"""The ledger itself."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.answers import answer
from api.context import service
from api.features import Feature
from api.schemas.reference import HeadAnswer
from marshrut.ledger.clock import moment_of

feature = Feature("ledger", "What is recorded, in the order in which it became known")


@feature.read("/ledger/head", answers=HeadAnswer)
def head(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell the last position, and when it was recorded."""
    last = service().ledger.head()
    recorded_at = None if last.recorded_at is None else moment_of(last.recorded_at)
    return answer({"position": last.position, "recorded_at": recorded_at})
