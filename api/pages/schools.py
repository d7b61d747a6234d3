"""Organisations by what people call them, at the point of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from api.pages.inside import ApiRefusal
from api.pages.shell import api, who

NOW = {"as_of": None, "known_position": None}


def called(school: Mapping[str, Any]) -> str:
    """What an organisation is called: its short name where it has one."""
    return str(school.get("short_name") or school["name"])


def school_names(point: Mapping[str, Any]) -> dict[str, str]:
    """The organisations that the reader may ask about, by code."""
    regions = who()["regions"]
    query = {"region_code": regions[0]} if len(regions) == 1 else {}
    told = api().get("/organisations", {**query, **_pinned(point)})
    return {school["code"]: called(school) for school in told["organisations"]}


def schools_to_choose(point: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """The organisations of a reader of one region, by their names; of others there are too many.

    One's own needs no choice: nothing to choose from.
    """
    if who()["organisation"]:
        return []
    if len(who()["regions"]) != 1:
        return None
    return sorted(school_names(point).items(), key=lambda item: item[1].casefold())


def school_name(code: str, point: Mapping[str, Any]) -> str:
    """One of them; the code itself where it was not known then."""
    try:
        return called(api().get(f"/organisations/{code}", _pinned(point)))
    except ApiRefusal:
        return code


def school_label(code: str) -> str:
    """One of them as it is called now, in lists of cases.

    Those of a region are asked for at once; of one school, or of the whole country, only those that
    are in the list: thousands are known there.
    """
    if "page_schools" not in g:
        g.page_schools = school_names(NOW) if len(who()["regions"]) == 1 else {}
    names: dict[str, str] = g.page_schools
    if code not in names:
        names[code] = school_name(code, NOW)
    return names[code]


def _pinned(point: Mapping[str, Any]) -> dict[str, Any]:
    return {"as_of": point["as_of"], "known_position": point["known_position"]}
