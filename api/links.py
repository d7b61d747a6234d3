"""The way down: from a figure to its cases, a case to its entries, an entry to its events (F101).

A link is an address without the host, pinned to the point of the answer that has it; nothing in
it is personal. Of the members ``links`` of an answer each is named as what it opens.

Where many numbers open alike, ``templates`` say how (RFC 6570), in the shape of the answer: what
stands there under the name of a number, of a map from codes to numbers, or of a list of ids, is
its address. ``{+cases}`` is the link ``cases`` of the same row; any other variable is the member
of that name in the row or around it, or else the code (the id) that the number stands at. A row
whose key is null has ``templates`` of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import msgspec

from api.features import PREFIX
from api.point import Point
from projections.population import BOTH, NONE, Filters

Links = dict[str, Any]
OF_ROW = "{+cases}"
"""In a template: the link ``cases`` of the row."""


def address(path: str, point: Point, asked: Mapping[str, Any] | None = None, **more: Any) -> str:
    """The address of ``path`` under the API at the point, with the parameters that have a value."""
    given = {name: value for name, value in {**(asked or {}), **more}.items() if value is not None}
    query = f"{urlencode(given)}&{pin(point)}" if given else pin(point)
    return f"{PREFIX}{path}?{query}"  # of a path with a variable in it this is a template


def pin(point: Point) -> str:
    """The point as parameters."""
    return f"as_of={point.as_of}&known_position={point.known_position}"


def template(url: str, *names: str) -> str:
    """The address with further parameters, to be filled in."""
    return f"{url}{{&{','.join(names)}}}" if names else url


def with_row(url: str, filters: Filters, *names: str) -> str:
    """The address with the values of the row, but for what the question has asked for already."""
    return template(url, *(name for name in names if getattr(filters, name, None) is None))


def segment(code: object) -> str:
    """A code as a segment of a path."""
    return quote(str(code), safe="")


def narrowed(filters: Filters, **row: Any) -> dict[str, Any]:
    """The filters that list the cases of a row: those of the question, and the row's own values.

    Null stands for the cases without a value. What overlaps is asked for together.
    """
    asked: dict[str, Any] = msgspec.to_builtins(filters)
    for name, value in row.items():
        there = asked.get(name, value)
        if name == "category" and there != value:
            asked["also_category"] = ",".join([*filters.also, value])
        elif name == "at_risk" and there != value:
            asked[name] = BOTH
        else:
            asked[name] = NONE if value is None else value
    return asked


def case_links(case_id: UUID, point: Point, *, present: bool = True) -> Links:
    """Of a case: itself, its entries, its events; a former school reads the case alone (S15)."""
    root, at = f"{PREFIX}/cases/{case_id}", pin(point)
    if not present:
        return {"case": f"{root}?{at}"}
    return {
        "case": f"{root}?{at}",
        "timeline": f"{root}/timeline?{at}",
        "audit_trail": f"{root}/audit-trail?{at}",
    }


def file_links(case_id: UUID, point: Point) -> Links:
    """Of a case: all that is read of it."""
    more = ("route", "career-card", "personal-file")
    read = {name.replace("-", "_"): address(f"/cases/{case_id}/{name}", point) for name in more}
    return {**case_links(case_id, point), **read}


def entry_events(case_id: UUID, entry_id: UUID, point: Point) -> str:
    """The events of an entry of a case."""
    return address(f"/cases/{case_id}/audit-trail", point, entry_id=entry_id)


def with_events(told: Any, case_id: UUID, point: Point) -> Any:
    """The same, each entry of the case in it with the link to its events."""
    if isinstance(told, list | tuple):
        return [with_events(each, case_id, point) for each in told]
    if not isinstance(told, dict):
        return told
    shown = {name: with_events(value, case_id, point) for name, value in told.items()}
    entry_id = told.get("entry_id")
    if entry_id is not None:
        shown["links"] = {"events": entry_events(case_id, entry_id, point)}
    return shown


def event_link(position: int, point: Point) -> str:
    """An event by itself."""
    return address(f"/events/{position}", point)


def event_links(case_id: UUID, event: Mapping[str, Any], point: Point) -> Links:
    """Of an event of a case: itself, and the events of the entry that it is about."""
    return {
        "event": event_link(event["position"], point),
        "events": entry_events(case_id, event["entry_id"], point),
    }


def events_template(point: Point) -> str:
    """Events by their positions."""
    return f"{PREFIX}/events/{{position}}?{pin(point)}"
