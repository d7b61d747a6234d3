"""What every page of one programme has: the programme at its point, and what may be recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.pages.programme_plan import progress_bar
from api.pages.programme_point import asked_of_api, is_now, sliders
from api.pages.schools import school_name
from api.pages.shell import api, has

WRITES = {"REGION": "WRITE_REGION_PROGRAMMES", "ORG": "WRITE_SCHOOL_PROGRAMMES"}
"""The right to report of a programme, by its level."""

TARGETS = "ENTER_TARGETS"
BAR = (320.0, 14.0)

Told = dict[str, Any]


def read_programme(programme_id: str, **asked: str | None) -> Told:
    """The programme at the point that the page was asked for. Raises ``ApiRefusal``."""
    told: Told = api().get(f"/programmes/{programme_id}", {**asked_of_api(), **asked})
    return told


def pinned(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point of an answer, to ask others at the same."""
    return {name: point[name] for name in ("as_of", "known_position")}


def frame(told: Told) -> dict[str, Any]:
    """What the head of the page shows, and the rights of whoever looks."""
    now, school = is_now(told["point"]), told["organisation"]
    return {
        "programme": told,
        "point": told["point"],
        "school": school and school_name(school, told["point"]),
        "bar": progress_bar(told["counts"], width=BAR[0], height=BAR[1]),
        "may_report": now and has(WRITES[told["level"]["code"]]),
        "may_enter": now and has(TARGETS),
        **sliders(told["point"], first=date.fromisoformat(told["valid_from"])),
    }


def part(parts: list[Told], identity: str | None) -> Told | None:
    """The item or the indicator with the id."""
    return next((each for each in parts if each["id"] == identity), None)
