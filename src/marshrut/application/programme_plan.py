"""Making the content of a programme from what a request says, recommended activities included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marshrut.programmes.contents import Revision
from marshrut.programmes.plan import Plan
from marshrut.programmes.shipped import activities, legal_basis
from marshrut.refusals import Refused, finding, refuse

NEEDED = {"title": "…", "valid_from": "YYYY-MM-DD", "valid_to": "YYYY-MM-DD"}


def plan_of(said: Mapping[str, Any]) -> Plan:
    """The plan that a request describes; an item may stand on a recommended activity (F088).

    Without acts of its own it has the register of legal acts with its slots (F089). Raises
    ``Refused``: what is missing, or no such activity.
    """
    missing = [
        finding("REQUIRED", field=name, expected=expected)
        for name, expected in NEEDED.items()
        if said.get(name) is None
    ]
    if missing:
        raise Refused(*missing)
    plan: Plan = _made(said, Plan)
    return plan if plan.legal_basis else msgspec.structs.replace(plan, legal_basis=legal_basis())


def revision_of(said: Mapping[str, Any]) -> Revision:
    """The revision that a request describes; its items may stand on activities too."""
    revision: Revision = _made(said, Revision)
    return revision


def _made(said: Mapping[str, Any], kind: Any) -> Any:
    whole = _without_nulls(dict(said))
    whole["items"] = [_item(item, place) for place, item in enumerate(whole.get("items", ()))]
    whole["indicators"] = [
        {"number": indicator["id"], **indicator} for indicator in whole.get("indicators", ())
    ]
    try:
        return msgspec.convert(whole, kind)
    except msgspec.ValidationError as error:
        field = str(error).partition("$.")[2].rstrip("`") or "body"
        raise refuse("INVALID", field=field, expected=error) from error


def _item(said: dict[str, Any], place: int) -> dict[str, Any]:
    item = {"id": said["number"], "deadline": "", **said}
    if "activity" in item:
        activity = activities().get(item["activity"])
        if activity is None:
            known = list(activities())
            expected = f"{known[0]} … {known[-1]}"
            raise refuse("INVALID", field=f"items.{place}.activity", expected=expected)
        item = {"title": activity.title, "keywords": activity.keywords, **item}
    if "title" not in item:
        raise refuse("REQUIRED", field=f"items.{place}.title", expected="title | activity")
    return item


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(inner) for k, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value
