"""Many writes at once: a list of items, or one write for many cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import CREATED, answer, shown
from api.bodies import load_json
from api.context import incoming, require, service
from api.features import CASE_WRITES, Feature
from api.problems import NAMED, problem_of
from api.schemas.bulk import BulkAnswer, BulkItem, BulkQuery
from api.shapes import shaped
from api.texts import by_field, message, refusal
from marshrut.application.bulk import BatchRefused, Item, Result, write_many
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.policy import Action
from marshrut.refusals import Finding, Refused, finding, refuse

MOST_ITEMS = 1_000
MULTI_STATUS = 207
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
    try:
        results = write_many(
            service(), incoming(), items, decide=_decide, partial=query["partial"] == "true"
        )
    except BatchRefused as refused:
        return _refused(refused.results)
    lines = [_line(index, result) for index, result in enumerate(results)]
    failed = sum(bool(result.findings) for result in results)
    counts = {"total": len(lines), "written": len(lines) - failed, "refused": failed}
    return answer({**counts, "items": lines}, MULTI_STATUS if failed else CREATED)


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
    return CASE_WRITES[item.kind].decide(visit, dict(item.body), **on_entry)


def _line(index: int, result: Result) -> dict[str, Any]:
    if result.written is not None:
        return {"index": index, "status": CREATED, **shown(result.written)}
    first = result.findings[0]
    line: dict[str, Any] = {
        "index": index,
        "status": int(refusal(first.code).extra["status"]),
        "code": first.code,
        "detail": message(first).detail,
        **{name: first.parameters[name] for name in NAMED if name in first.parameters},
    }
    errors = by_field(result.findings)
    return {**line, "errors": errors} if errors else line


def _refused(results: Any) -> Response:
    """The problem of a batch of which nothing was written: each fault by the item it is in."""
    faults = [(i, found) for i, r in enumerate(results) for found in r.findings]
    lines = [_line(i, result) for i, result in enumerate(results) if result.findings]
    whole = finding("BULK_REFUSED", refused=len(lines), total=len(results))
    errors = by_field(tuple(_placed(index, found) for index, found in faults))
    return problem_of(Refused(whole), errors=errors, items=lines)


def _placed(index: int, found: Finding) -> Finding:
    field = f"[{index}].{found.field}" if found.field else f"[{index}]"
    return Finding(found.code, field, found.parameters)
