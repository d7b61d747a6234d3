"""The point of the pages of programmes: a day, and the knowledge of one; links carry it along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import request

from api.context import services
from api.pages.known import asked_knowledge, today_here, today_shown

NAMES = ("as_of", "known_on", "known_position")
YEARS_BEFORE = 2


def asked_of_api() -> dict[str, Any]:
    """The point, as the API takes it."""
    return {"as_of": request.args.get("as_of", "").strip(), **asked_knowledge()}


def kept_point() -> dict[str, str]:
    """The point, as the links of a page carry it: what was asked, nothing where nothing was."""
    given = {name: request.args.get(name, "").strip() for name in NAMES}
    return {name: value for name, value in given.items() if value}


def is_now(point: Mapping[str, Any]) -> bool:
    """Whether the page shows today by all that is known: only then something may be recorded."""
    return not asked_knowledge() and point["as_of"] == today_here().isoformat()


def sliders(point: Mapping[str, Any], *, first: date | None = None) -> dict[str, Any]:
    """What the form of the point shows: both days, and from when to when they can be moved."""
    today, as_of = today_here(), date.fromisoformat(point["as_of"])
    begins = date(today.year - YEARS_BEFORE, 1, 1)
    return {
        "kept": kept_point(),
        "today_shown": today_shown(),
        "as_of": as_of,
        "known_on": _known_on(point),
        "first_day": min(begins, first or begins, as_of),
        "last_day": max(today, as_of),
        "others": _others(),
    }


def _known_on(point: Mapping[str, Any]) -> date:
    """The day of the knowledge that is shown."""
    asked = asked_knowledge()
    if "known_position" in asked and point["known_at"]:
        return datetime.fromisoformat(point["known_at"]).astimezone(services().zone()).date()
    return date.fromisoformat(request.args["known_on"]) if asked else today_shown()


def _others() -> list[tuple[str, str]]:
    """The other parameters of the page, which the form of the point keeps."""
    return [
        (name, value) for name, value in request.args.items() if name not in NAMES and value != ""
    ]
