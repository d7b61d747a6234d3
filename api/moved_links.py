"""The ways down from moved cells: to the cases of both points, each moved case, its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from api.links import Links, address, case_links, event_link, narrowed
from api.moved import event_row, moved_case, named
from api.sight import seen_now
from api.two_points import Points
from projections.differences import Cell, MovedCase, NamedEvent, Question

SNAPSHOT_CASES = "/snapshot/cases"
CELLS = {"entered": "{+moved}", "left": "{+moved}"}
"""How the counts of moved cases of a cell open: these have the sign of the move as ``delta``."""


def linked_cases(
    cases: Sequence[MovedCase], points: Points, seen: set[UUID] | None = None
) -> list[dict[str, Any]]:
    """Moved cases: each as it is at the later point, or was at the earlier one where it left.

    ``seen``: those that the reader sees by now, where that was asked for more than these.
    """
    if seen is None:
        seen = seen_now([case.case_id for case in cases])
    told = []
    for case in cases:
        point = points.before if case.after is None else points.after
        links = case_links(case.case_id, point, present=case.case_id in seen)
        named_links = {name: links[name] for name in ("case", "audit_trail") if name in links}
        told.append({**moved_case(case), "links": named_links})
    return told


def cell_links(path: str, cell: Cell, question: Question, points: Points) -> Links:
    """The cases of a cell at both points, and those that moved, listed under ``path``."""
    before, after = points
    moved = {
        **narrowed(question.filters),
        **({"by": ",".join(question.by)} if question.by else {}),
        "as_of_from": before.as_of,
        "known_from": before.known_position,
        "as_of_to": after.as_of,
        "known_to": after.known_position,
        "cell": named(cell),
    }
    sides = both_sides(narrowed(question.filters, **cell.key), points)
    return {**sides, "moved": f"{path}?{urlencode(moved)}"}


def both_sides(asked: dict[str, Any], points: Points) -> Links:
    """The cases that the filters ask for, at both points."""
    sides = zip(("before", "after"), points, strict=True)
    return {name: address(SNAPSHOT_CASES, point, asked) for name, point in sides}


def linked_event(event: NamedEvent, points: Points) -> dict[str, Any]:
    """A named event; one that is hidden opens to nothing."""
    told = event_row(event)
    if event.hidden:
        return told
    return {**told, "links": {"event": event_link(event.position, points.after)}}
