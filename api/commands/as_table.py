"""A table on the screen, or as a file: the options ``--format`` and ``--output``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from api.commands.report.asked import written
from api.commands.screen import print_table
from api.table_files import FILES
from api.tables import Table

SCREEN, JSON = "table", "json"

Command = TypeVar("Command", bound=Callable[..., Any])


def as_table(command: Command) -> Command:
    """Give the command ``--format`` (as ``form``) and ``--output``."""
    output = click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
    )
    form = click.option(
        "--format",
        "form",
        type=click.Choice([SCREEN, JSON, *FILES]),
        default=SCREEN,
        show_default=True,
    )
    return form(output(command))


def tell(
    form: str,
    output: Path | None,
    *,
    table: Callable[[], Table],
    told: Callable[[], Mapping[str, Any]],
) -> None:
    """Show the table, or write it; as JSON what ``told`` says instead."""
    if form == SCREEN and output is None:
        print_table(table())
    elif form == JSON:
        written(msgspec.json.encode(told()) + b"\n", form, output)
    else:
        kind = "csv" if form == SCREEN else form
        written(FILES[kind][1](table()), kind, output)
