"""Forms as answers show them: what they are made of, their tables, and the way to every cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from api.texts import language
from marshrut.forms.definitions import Form, Table
from marshrut.forms.filled import Block, FilledTable
from marshrut.forms.words import in_words
from marshrut.reports.events import Edition
from marshrut.wording import RUSSIAN
from projections.population import NONE

BLOCK = "block_"
"""What begins the names of the parameters that say which block a cell is in."""


def shown_form(form: Form) -> dict[str, Any]:
    """The form, without its tables."""
    return {
        "code": form.code,
        "edition": form.edition,
        "title": form.title if language() == RUSSIAN else form.label_en,
        "source": form.source,
        "valid_from": form.valid_from,
        "valid_to": form.valid_to,
        "formats": form.formats,
        "whose": form.whose,
        "parameters": [msgspec.structs.asdict(parameter) for parameter in form.parameters],
    }


def described(form: Form) -> dict[str, Any]:
    """The form with its rows, columns, conditions and checks, in words and as they are written."""
    return {**shown_form(form), "notes": form.notes, "tables": list(map(_described, form.tables))}


def _described(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "population": table.population,
        "by": table.by,
        "layout": table.layout,
        "overlapping": table.overlapping,
        "rows": [
            {"number": r.number, "label": r.label, **_said(r, table), "choices": r.choices}
            for r in table.rows
        ],
        "columns": [
            {
                "number": c.number,
                "heading": c.heading,
                "groups": c.groups,
                "kind": c.kind,
                "indicator": c.indicator,
                **(_said(c, table) if c.kind == "count" else {}),
            }
            for c in table.columns
        ],
        "checks": [msgspec.structs.asdict(check) for check in table.checks],
    }


def _said(each: Any, table: Table) -> dict[str, str]:
    """The condition, where the table counts by conditions and has no source."""
    return {} if table.source else {"where": each.condition.text, "words": in_words(each.condition)}


def shown_table(table: FilledTable, address: str, pinned: Mapping[str, Any]) -> dict[str, Any]:
    """A filled table; every block leads to its cells and to their cases, at ``address``.

    ``pinned`` are the parameters that the addresses share. What is left of an address is written as
    a template (RFC 6570): a row and a column.
    """
    plain = msgspec.structs.asdict(table)
    violations = [
        {**msgspec.structs.asdict(each), "links": _links(address, pinned, table.code, each.key)}
        for each in table.violations
    ]
    return {
        **plain,
        "leads": [msgspec.structs.asdict(lead) for lead in table.leads],
        "columns": [msgspec.structs.asdict(column) for column in table.columns],
        "blocks": [_block(table, block, address, pinned) for block in table.blocks],
        "violations": violations,
    }


def pinned(content: Edition) -> dict[str, Any]:
    """The parameters with which the question of an edition is asked of its form again."""
    whose = {} if content.organisation is None else {"organisation": content.organisation}
    if len(content.regions) == 1:
        whose = {"region": content.regions[0]}
    point = {"as_of": content.as_of.isoformat(), "known_position": content.known_position}
    return {**point, **whose, **content.filters, **content.parameters}


def block_parameters(key: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that say which block a cell is in; none for all together."""
    return {BLOCK + name: NONE if value is None else value for name, value in key.items()}


def _block(
    table: FilledTable, block: Block, address: str, pinned: Mapping[str, Any]
) -> dict[str, Any]:
    numbers = [column.number for column in table.columns]
    rows = [
        {
            "number": row.number,
            "leads": row.leads,
            "values": dict(zip(numbers, row.values, strict=True)),
        }
        for row in block.rows
    ]
    return {
        "key": dict(block.key),
        "rows": rows,
        "links": _links(address, pinned, table.code, block.key),
    }


def _links(
    address: str, pinned: Mapping[str, Any], table: str, key: Mapping[str, Any]
) -> dict[str, str]:
    query = urlencode({**pinned, "table": table, **block_parameters(key)})
    return {
        "cell": f"{address}/cell?{query}{{&row,column}}",
        "cases": f"{address}/cases?{query}{{&row,column}}",
    }
