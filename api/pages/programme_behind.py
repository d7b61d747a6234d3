"""What the monitoring board tells of programmes: the targets that are missed by most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.inside import ApiRefusal
from api.pages.programme_cards import Card, Told, card
from api.pages.shell import api, who

MOST_GAUGES, MOST_PROGRAMMES = 6, 4
IN_FORCE = ("APPROVED", "AMENDED")


def most_behind(asked: Mapping[str, Any]) -> list[tuple[str, Card]]:
    """The targets that run now and are missed by most, each with what its programme is called.

    Of the reader's own programmes: a region's of its own, a school's of the school. ``asked`` is
    the point, as the API takes it.
    """
    level = "ORG" if who()["organisation"] else "REGION"
    listed = api().get("/programmes", {**asked, "level": level})
    day = listed["point"]["as_of"]
    running = [
        each
        for each in listed["programmes"]
        if each["status"]["code"] in IN_FORCE and each["valid_from"] <= day <= each["valid_to"]
    ]
    found: list[tuple[str, Card]] = []
    for each in running[:MOST_PROGRAMMES]:
        name = each["short_title"] or each["title"]
        found += [(name, card(told, each["code"])) for told in _running(each["code"], asked, day)]
    known = [(name, one) for name, one in found if one.behind is not None and one.gauge]
    return sorted(known, key=lambda pair: -(pair[1].behind or 0))[:MOST_GAUGES]


def _running(programme: str, asked: Mapping[str, Any], day: str) -> Sequence[Told]:
    """The targets whose periods run on the day; none of a programme whose figures are not told."""
    try:
        told = api().get(f"/programmes/{programme}/evaluation", asked)
    except ApiRefusal as refusal:
        if refusal.code != "FORBIDDEN":
            raise
        return ()
    return [each for each in told["targets"] if each["period_from"] <= day <= each["period_to"]]
