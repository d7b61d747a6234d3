"""Rows on a terminal, a line each, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click
import msgspec

NOTHING = "-"


def print_rows(found: Iterable[Any], shown: Mapping[str, str], *, as_json: bool) -> None:
    """The rows: of each what ``shown`` names, tabs between; as JSON all that is known."""
    if as_json:
        click.echo(msgspec.json.encode([*found]))
        return
    click.echo("\t".join(shown))
    for row in found:
        click.echo("\t".join(_text(getattr(row, name)) for name in shown.values()))


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, tuple):
        return ",".join(value) or NOTHING
    return NOTHING if value is None else str(value)
