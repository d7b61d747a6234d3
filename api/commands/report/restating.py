"""``marshrut report restatement``: an edition against what is known now, or another edition."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import KNOWN_AT, asked_point, shown_point
from api.commands.report.asked import report_named, written, zone_of
from api.forms.about import headed
from api.forms.restatement_table import Moments, restatement_tables
from api.moved import event_row, moved_case
from api.read_models import read_models
from api.table_workbook import xlsx_file
from api.tables import shown
from marshrut.application.service import KeylessService
from marshrut.asof import AsOf
from marshrut.forms.definitions import Form
from marshrut.reports.events import Edition
from projections.forms.editions import asked_of
from projections.restatement import MovedCell, NotComparable, Restatement, restatement

SCREEN, JSON, XLSX = "table", "json", "xlsx"
MOST_CELLS, MOST_SHOWN, MOST_CASES, LONGEST = 20_000, 60, 1_000, 16


@click.command("restatement")
@database_option
@click.argument("report_id", type=click.UUID, metavar="ID")
@click.option("--against", type=click.UUID, metavar="ID", help="Another edition of the form.")
@KNOWN_AT
@click.option(
    "--format",
    "kind",
    type=click.Choice([SCREEN, JSON, XLSX]),
    default=SCREEN,
    show_default=True,
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
def restate(
    database: str | None,
    report_id: UUID,
    *,
    against: UUID | None,
    known_at: datetime | None,
    kind: str,
    output: Path | None,
) -> None:
    """Tell what has moved since the edition ID: every cell, its cases, and the events."""
    if against is not None and known_at is not None:
        raise click.UsageError("give --against or --known-at, not both")
    with opened_without_keys(settings(database)) as service:
        content = report_named(service, report_id)[0].content
        other = _other(service, content, against, known_at)
        projections = read_models(service)
        before, after = asked_of(content), asked_of(other)
        try:
            told = restatement(
                projections,
                before,
                after,
                today=service.today(),
                limit=MOST_CASES,
                most=MOST_CELLS,
            )
        except NotComparable as different:
            raise click.ClickException(
                f"the editions cannot be compared: {different.field} differs, "
                "or the later one was named first"
            ) from different
        points = [shown_point(service, each.point) for each in (before, after)]
        if kind == XLSX:
            about = headed(projections, before, report_id, against)
            moments = Moments(*(point["known_at"] for point in points))
            zone = zone_of(database)
            tables = restatement_tables(told, before.form, about, moments=moments, zone=zone)
            data = xlsx_file(*tables)
    if kind == SCREEN:
        _print(told, before.form)
        return
    if kind == JSON:
        payload = {"points": points, "total": told.total, "cells": [_cell(c) for c in told.cells]}
        events = [event_row(event) for event in told.events]
        data = msgspec.json.encode({**payload, "records": events}) + b"\n"
    written(data, kind, output)


def _other(
    service: KeylessService, content: Edition, against: UUID | None, known_at: datetime | None
) -> Edition:
    if against is not None:
        return report_named(service, against)[0].content
    point: AsOf = asked_point(service, content.as_of, known_at)
    return msgspec.structs.replace(content, known_position=point.known)


def _cell(cell: MovedCell) -> dict[str, object]:
    plain = msgspec.structs.asdict(cell)
    parts = [
        {**msgspec.structs.asdict(part), "cases": [moved_case(case) for case in part.cases]}
        for part in cell.parts
    ]
    return {**plain, "parts": parts}


def _print(told: Restatement, form: Form) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Таблица", "Блок", "Стр.", "Гр."):
        table.add_column(heading, overflow="fold")
    for heading in ("Было", "Стало", "Вошли", "Вышли"):
        table.add_column(heading, justify="right", no_wrap=True, max_width=LONGEST)
    for cell in told.cells[:MOST_SHOWN]:
        block = "; ".join(str(name) for name in cell.block if name is not None)
        entered = sum(part.entered for part in cell.parts)
        left = sum(part.left for part in cell.parts)
        named = (form.table(cell.table).sheet, block, cell.row, cell.column)
        values = (cell.before, cell.after, entered, left)
        table.add_row(*(escape(shown(value)) for value in (*named, *values)))
    Console().print(table)
    click.echo(f"Изменилось клеток: {told.total}. Дела и события: --format xlsx или json.")
