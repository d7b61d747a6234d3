"""A table on a terminal of 80 characters: the columns for which there is room."""

from __future__ import annotations

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Screen

from api.tables import Table, shown

MOST_SHOWN = 500


def print_table(table: Table) -> None:
    """What the table is about, then its first rows."""
    for name, value in table.about:
        click.echo(f"{name}: {shown(value)}")
    if not table.rows:
        return
    places = [table.headings.index(heading) for heading in table.on_screen]
    screen = Screen(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in zip(places, table.on_screen.values(), strict=True):
        numbers = all(isinstance(row[place], int | float) for row in table.rows)
        screen.add_column(heading, overflow="fold", justify="right" if numbers else "left")
    for row in table.rows[:MOST_SHOWN]:
        screen.add_row(*(escape(shown(row[place])) for place in places))
    Console().print(screen)
    if len(table.rows) > MOST_SHOWN:
        click.echo(f"… только первые {MOST_SHOWN}; все строки: --format csv", err=True)
    if len(places) < len(table.headings):
        click.echo("Все графы: --format csv, xlsx или json.", err=True)
