"""Many writes at once: a list of items, or one write for many cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.bodies import load_json
from api.bulk import MOST_ITEMS, MULTI_STATUS, written_many
from api.context import require
from api.features import CASE_WRITES, Feature, kind_of
from api.schemas.bulk import BulkAnswer, BulkItem, BulkQuery
from api.shapes import shaped
from marshrut.application.bulk import Item
from marshrut.application.functions import check_said
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.policy import Action
from marshrut.refusals import Refused, refuse

OWN = frozenset({"case_id", "kind", "entry_id", "if_match", "body"})

feature = Feature("case-entries", "Many writes at once, in one transaction")


@feature.write(
    "/case-entries",
    body=BulkItem(many=True),
    answers=BulkAnswer,
    query=BulkQuery,
    also=(MULTI_STATUS,),
)
def write_entries(*, query: dict[str, Any]) -> Response:
    """Record up to 1,000 entries at once: all or nothing, or with ``partial`` the valid ones.

    The body is a list of items, or ``{case_ids, kind, body}``: the same write for many cases.
    """
    require(Action.WRITE_CASES)
    items = [_item(given) for given in _given()]
    return written_many(items, decide=_decide, partial=query["partial"] == "true")


def _given() -> list[Any]:
    """The items as they came; one write for many cases is as many items."""
    given = load_json()
    if isinstance(given, dict) and isinstance(given.get("case_ids"), list):
        common = {name: value for name, value in given.items() if name != "case_ids"}
        given = [{"case_id": case_id, **common} for case_id in given["case_ids"]]
    if not isinstance(given, list) or not 0 < len(given) <= MOST_ITEMS:
        raise refuse("INVALID", field="body", expected=f"array of entries, 1–{MOST_ITEMS}")
    return given


def _item(given: Any) -> Item | Refused:
    """The item in its shape, or what is wrong with it."""
    try:
        return _shaped(given)
    except Refused as refused:
        return refused


def _shaped(given: Any) -> Item:
    if not isinstance(given, dict):
        raise refuse("INVALID", field="item", expected="{case_id, kind, …}")
    item = shaped(BulkItem(), given)
    write = CASE_WRITES.get(item["kind"])
    if write is None:
        raise refuse("INVALID", field="kind", expected=", ".join(sorted(CASE_WRITES)))
    entry_id: UUID | None = item.get("entry_id")
    if write.on_entry != (entry_id is not None):
        expected = "entry_id" if write.on_entry else "null"
        code = "REQUIRED" if write.on_entry else "INVALID"
        raise refuse(code, field="entry_id", expected=expected)
    own = {name: value for name, value in given.items() if name not in OWN}
    body = shaped(write.body(), {**own, **(item.get("body") or {})})
    return Item(
        case_id=item["case_id"],
        kind=item["kind"],
        body=body,
        entry_id=entry_id,
        if_match=_version(item.get("if_match")),
    )


def _version(given: Any) -> int | None:
    if given is None:
        return None
    text = str(given).strip('"')
    if isinstance(given, bool) or not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004
        raise refuse("INVALID", field="if_match", expected="version of the case, 1–999999999")
    return int(text)


def _decide(visit: Visit, item: Item) -> Outcome:
    on_entry: dict[str, Any] = {"entry_id": item.entry_id} if item.entry_id else {}
    if (kind := kind_of(item.kind)) is not None:
        check_said(visit.request.actor, kind, item.body)
    return CASE_WRITES[item.kind].decide(visit, dict(item.body), **on_entry)
