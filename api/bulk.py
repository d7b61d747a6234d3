"""Writing many items at once, and what is said of each (api "Writing a case")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from api.answers import CREATED, OK, answer, shown
from api.context import incoming, service
from api.problems import NAMED, problem_of
from api.texts import by_field, message, refusal
from marshrut.application.bulk import BatchRefused, Decide, Item, Result, write_many
from marshrut.refusals import Finding, Refused, finding

MOST_ITEMS = 1_000
MULTI_STATUS = 207


def written_many(items: Sequence[Item | Refused], *, decide: Decide, partial: bool) -> Response:
    """Write the items in one transaction, and tell what came of each."""
    try:
        results = write_many(service(), incoming(), items, decide=decide, partial=partial)
    except BatchRefused as refused:
        return _refused(refused.results)
    lines = [_line(index, result) for index, result in enumerate(results)]
    failed = sum(bool(result.findings) for result in results)
    known = sum(is_known(result) for result in results)
    counts = {"total": len(lines), "written": len(lines) - failed - known, "known": known}
    payload = {**counts, "refused": failed, "items": lines}
    return answer(payload, MULTI_STATUS if failed else CREATED)


def is_known(result: Result) -> bool:
    """Whether there was nothing to write, as the entry is there already."""
    return result.written is not None and result.written.position == 0


def _line(index: int, result: Result) -> dict[str, Any]:
    if result.written is not None:
        status = OK if is_known(result) else CREATED
        return {"index": index, "status": status, **shown(result.written)}
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
