"""Forms at any point on the terminal or in a file, and the cases behind their cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Screen

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import Day
from api.commands.report.asked import FORMATS, Asked, form_options, report_named, written, zone_of
from api.forms.answers import shown_form
from api.forms.editions import files_of, filled_of
from api.read_models import read_models
from api.tables import shown
from marshrut.application.service import KeylessService
from marshrut.forms.filled import Filled, FilledTable
from marshrut.forms.shipped import forms as forms_on
from marshrut.reports.events import Edition
from projections.case_list import numbered_page
from projections.forms import Cell, UnknownCell, cell_cases
from projections.forms.cells import placed
from projections.forms.editions import asked_of
from projections.population import NONE

SCREEN = "table"
MOST_CASES = 100_000
LONGEST, MOST_ROWS, MOST_COLUMNS = 34, 5, 9
"""For which a terminal has room: characters of a heading, rows, columns."""


@click.command("forms")
@database_option
@click.option("--as-of", type=Day(), help="In force on this day; today by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def forms(database: str | None, as_of: Any, *, as_json: bool) -> None:
    """List the forms, in the editions in force."""
    with opened_without_keys(settings(database)) as service:
        found = forms_on(day=as_of or service.today())
    if as_json:
        click.echo(msgspec.json.encode([shown_form(each) for each in found]))
        return
    for each in found:
        click.echo(f"{each.name:<12} {each.title} ({', '.join(each.formats)})")


@click.command("table")
@database_option
@click.argument("form", metavar="FORM")
@form_options
@click.option(
    "--format",
    "kind",
    type=click.Choice([SCREEN, *FORMATS]),
    default=SCREEN,
    show_default=True,
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
def table(
    database: str | None, form: str, *, kind: str, output: Path | None, **options: Any
) -> None:
    """Fill FORM at a point, without issuing an edition: the file says so.

    FORM is a code that `report forms` lists, such as A.
    """
    asked = Asked.of(options)
    with opened_without_keys(settings(database)) as service:
        content = asked.content(service, form, zone_of(database))
        filled = filled_of(read_models(service), content, None)
        if kind == SCREEN:
            _print(filled)
            return
        formats = asked_of(content).form.formats
        if kind not in formats:
            raise click.UsageError(f"{form} is made as {', '.join(formats)}")
        data = files_of(filled, content, [kind])[kind]
    written(data, kind, output)


@click.command("cases")
@database_option
@click.argument("what", metavar="FORM|ID")
@form_options
@click.option("--table", "of_table", default="main", show_default=True)
@click.option("--row", default="01", show_default=True)
@click.option("--column", required=True, help="The number of the column, such as 08.")
@click.option(
    "--block",
    multiple=True,
    metavar="NAME=VALUE",
    help="The block, such as organisation=SM-1; all together without.",
)
@click.option("--part", type=click.Choice(["numerator", "denominator"]), default="numerator")
@click.option("--measure", metavar="CODE", help="Of a text of measures, one of them.")
def cases(
    database: str | None,
    what: str,
    *,
    of_table: str,
    row: str,
    column: str,
    block: tuple[str, ...],
    part: Any,
    measure: str | None,
    **options: Any,
) -> None:
    """List the cases behind a cell as JSON lines: of a form at a point, or of an edition."""
    key = dict(_named(each) for each in block)
    cell = Cell(of_table, key, row, column, part, measure)
    asked = Asked.of(options)
    with opened_without_keys(settings(database)) as service:
        content = _content(service, what, asked, zone_of(database))
        question, projections = asked_of(content), read_models(service)
        try:
            placed(question, cell)
        except UnknownCell as unknown:
            known = ", ".join(unknown.known)
            raise click.ClickException(f"no such {unknown.field}; there are {known}") from unknown
        numbers = cell_cases(projections, question, cell)
        rows = numbered_page(projections, question.point, numbers=numbers, limit=MOST_CASES)
    for each in rows:
        click.echo(msgspec.json.encode(each))


def _content(service: KeylessService, what: str, asked: Asked, zone: str) -> Edition:
    try:
        identity = UUID(what)
    except ValueError:
        return asked.content(service, what, zone)
    return report_named(service, identity)[0].content


def _named(text: str) -> tuple[str, str | None]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError("a block is written NAME=VALUE, such as organisation=SM-1")
    return name, None if value == NONE else value


def _print(filled: Filled) -> None:
    """All together of a table in blocks, every line of one in lines: the rest is in the files."""
    for name, value in filled.issue.lines:
        click.echo(f"{name}: {value}")
    for each in filled.tables:
        screen = _by_line(each) if each.layout == "lines" else _whole(each)
        Console().print(screen)
    told = sum(len(each.checks) for each in filled.tables)
    click.echo(f"Проверок: {told}; нарушений: {filled.violations}.")
    click.echo("Всё целиком: --format xlsx, csv или json.", err=True)


def _whole(table: FilledTable) -> Screen:
    """The block of all together, turned: a line a column, as their headings are long."""
    screen = _titled(table)
    screen.add_column("Гр.")
    screen.add_column("Показатель", no_wrap=True, max_width=LONGEST)
    rows = table.blocks[0].rows[:MOST_ROWS]
    for row in rows:
        screen.add_column(f"стр. {row.number}", justify="right")
    for n, column in enumerate(table.columns):
        if not column.text:
            told = [column.number, column.heading, *(row.values[n] for row in rows)]
            screen.add_row(*(escape(shown(value)) for value in told))
    return screen


def _by_line(table: FilledTable) -> Screen:
    screen = _titled(table)
    screen.add_column(table.leads[0].heading, no_wrap=True, max_width=LONGEST)
    columns = [n for n, column in enumerate(table.columns) if not column.text][:MOST_COLUMNS]
    for n in columns:
        screen.add_column(table.columns[n].number, justify="right")
    for block in table.blocks:
        for row in block.rows:
            told = [row.leads[0], *(row.values[n] for n in columns)]
            screen.add_row(*(escape(shown(value)) for value in told))
    return screen


def _titled(table: FilledTable) -> Screen:
    return Screen(title=table.title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
