"""A table of a form as pages show it: a block of rows at a time, or a page of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import request

from api.pages import formats
from api.pages.labels import OF_FILTERS, label
from api.pages.words import say
from api.shapes import DAY

LINES = "lines"
PAGE_OF_LINES = 100
TABLES = {**OF_FILTERS, "measure": "measures", "stage": "funnel_stages", "cadence": "cadences"}
"""The classifiers of what names a block by a code."""


def shown_table(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The table that was asked for, else the first with figures; its blocks that are shown at once.

    A region's form has thousands of blocks. Where each is a line they are shown by the hundred.
    """
    codes = [table["code"] for table in tables]
    code = request.args.get("table", "")
    first = next((place for place, table in enumerate(tables) if table["blocks"]), 0)
    table = tables[codes.index(code) if code in codes else first]
    blocks, asked = table["blocks"], request.args.get("block", "")
    number = int(asked) if asked.isdecimal() and int(asked) < len(blocks) else 0
    at_once = PAGE_OF_LINES if table["layout"] == LINES else 1
    after = number + at_once
    shown = blocks[number:after]
    return {
        "table": table,
        "number": number,
        "blocks": shown,
        "leads": _said_leads(table["leads"], shown),
        "by_lines": table["layout"] == LINES,
        "before": max(0, number - at_once) if number else None,
        "after": after if after < len(blocks) else None,
    }


def block_name(key: Mapping[str, Any]) -> str:
    """What names a block: its codes in words; of all together there are none."""
    if not key:
        return say("всё вместе")
    return " · ".join(_named(name, value) for name, value in key.items())


def cell_text(value: Any) -> str:
    """What stands in a cell, as people write it."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, bool):
        return say("да") if value else say("нет")
    if isinstance(value, int | float):
        return formats.number(value)
    return formats.day(value) if DAY.fullmatch(value) else str(value)


def cell_query(link: str, row: str, column: str) -> dict[str, Any]:
    """The question of a cell, by the template of its block."""
    query = dict(parse_qsl(urlsplit(link.partition("{")[0]).query))
    return {**query, "row": row, "column": column}


def _said_leads(leads: Sequence[Any], blocks: Sequence[Mapping[str, Any]]) -> list[int]:
    """Those of which something is said: an empty one only pushes the figures out of sight."""
    rows = [row["leads"] for block in blocks for row in block["rows"]]
    return [at for at in range(len(leads)) if any(row[at] not in {None, ""} for row in rows)]


def _named(name: str, value: Any) -> str:
    if value is None:
        return say("не указано")
    return label(TABLES[name], str(value)) if name in TABLES else str(value)
