"""The point of a page: the two questions, on which day and as known when, that every page asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request

from api.pages import formats

PARAMETERS = ("as_of", "known_at", "known_position")


class KnownStop(NamedTuple):
    """A position at which something became known."""

    position: int
    text: str


def asked() -> dict[str, str]:
    """The parameters of the point that the page was asked with, without those left empty."""
    given = {name: request.args.get(name, "").strip() for name in PARAMETERS}
    return {name: value for name, value in given.items() if value}


def stops_of(events: list[Mapping[str, Any]]) -> list[KnownStop]:
    """The stops of a slider through the knowledge of a case: one an event, the last is now."""
    return [KnownStop(event["position"], formats.moment(event["recorded_at"])) for event in events]
