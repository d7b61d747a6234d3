"""A filled form as JSON: every table, for programs to read."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import msgspec

from marshrut.forms.filled import Block, Filled, FilledRow, FilledTable, Heading, Issue, Violation


def json(filled: Filled) -> bytes:
    """The whole form; figures by the number of their column, in the order of the columns."""
    issue = filled.issue
    told: dict[str, Any] = {
        "form": issue.form,
        "edition": issue.edition,
        "title": issue.title,
        "point": _point(issue),
        "lines": _pairs(issue.lines),
        "tables": list(map(_table, filled.tables)),
        "method": _pairs(issue.method),
    }
    if issue.proof is not None:  # editions of before there was any say nothing of it
        told["proof"] = issue.proof
    return msgspec.json.encode(told)


def _point(issue: Issue) -> dict[str, Any]:
    known_at = issue.known_at
    return {
        "as_of": issue.point.as_of,
        "known_position": issue.point.known,
        "known_at": None if known_at is None else known_at.astimezone(UTC),
    }


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "text": text} for name, text in pairs]


def _table(table: FilledTable) -> dict[str, Any]:
    numbers = [heading.number for heading in table.columns]
    return {
        "code": table.code,
        "sheet": table.sheet,
        "title": table.title,
        "layout": table.layout,
        "leads": list(map(_heading, table.leads)),
        "columns": [{**_heading(each), "groups": each.groups} for each in table.columns],
        "blocks": [_block(block, numbers) for block in table.blocks],
        "checks": table.checks,
        "violations": list(map(_violation, table.violations)),
        "overlapping": table.overlapping,
        "note": table.note,
    }


def _heading(heading: Heading) -> dict[str, Any]:
    return {"number": heading.number, "heading": heading.heading}


def _block(block: Block, numbers: list[str]) -> dict[str, Any]:
    return {"key": block.key, "rows": [_row(row, numbers) for row in block.rows]}


def _row(row: FilledRow, numbers: list[str]) -> dict[str, Any]:
    values = dict(zip(numbers, row.values, strict=True))
    return {"number": row.number, "leads": row.leads, "values": values}


def _violation(violation: Violation) -> dict[str, Any]:
    return msgspec.structs.asdict(violation)
