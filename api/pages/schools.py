"""Organisations by what people call them, at the point of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.pages.inside import ApiRefusal
from api.pages.shell import api, who


def called(school: Mapping[str, Any]) -> str:
    """What an organisation is called: its short name where it has one."""
    return str(school.get("short_name") or school["name"])


def school_names(point: Mapping[str, Any]) -> dict[str, str]:
    """The organisations that the reader may ask about, by code."""
    regions = who()["regions"]
    query = {"region_code": regions[0]} if len(regions) == 1 else {}
    told = api().get("/organisations", {**query, **_pinned(point)})
    return {school["code"]: called(school) for school in told["organisations"]}


def school_name(code: str, point: Mapping[str, Any]) -> str:
    """One of them; the code itself where it was not known then."""
    try:
        return called(api().get(f"/organisations/{code}", _pinned(point)))
    except ApiRefusal:
        return code


def _pinned(point: Mapping[str, Any]) -> dict[str, Any]:
    return {"as_of": point["as_of"], "known_position": point["known_position"]}
