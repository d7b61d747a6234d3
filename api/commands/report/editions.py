"""Editions on the command line: listed, shown, given as files, regenerated and compared."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import Day, asked_point
from api.commands.report.asked import FORMATS, report_named, written
from api.forms.editions import digest, files_of, filled_of
from api.forms.regenerated import compared, rendered
from api.read_models import read_models
from api.reports import line, steps
from marshrut.classifiers import classifier
from marshrut.reports.report import State
from projections.forms.editions import asked_of
from projections.population import Scope
from projections.report_list import ReportLine, ReportNarrowing, report_page

MOST = 100_000
LENGTH_OF_ID = 36

identity = click.argument("report_id", type=click.UUID, metavar="ID")


@click.command("list")
@database_option
@click.option("--form", metavar="CODE")
@click.option("--organisation", metavar="CODE")
@click.option("--region", "region_code", metavar="CODE")
@click.option("--day", type=Day(), help="Editions of this day.")
@click.option("--state", type=click.Choice([state.value for state in State]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def editions(database: str | None, *, day: date | None, as_json: bool, **named: Any) -> None:
    """List the editions, in the order in which they were issued."""
    narrowing = ReportNarrowing(**named, as_of=day)
    with opened_without_keys(settings(database)) as service:
        found = report_page(
            read_models(service),
            asked_point(service, None, None),
            scope=Scope(),
            narrowing=narrowing,
            limit=MOST,
        )
    if as_json:
        click.echo(msgspec.json.encode([line(each) for each in found]))
        return
    Console().print(_listed(found))


@click.command("show")
@database_option
@identity
def edition(database: str | None, report_id: UUID) -> None:
    """Print the edition ID as JSON: what it is made of, its files, what was done."""
    with opened_without_keys(settings(database)) as service:
        report, _, _ = report_named(service, report_id)
        told = {
            "report_id": report_id,
            **msgspec.structs.asdict(report.content),
            "state": report.state,
            "version": report.version,
            "files": report.files,
            "history": steps(service.ledger.records_of(report_id)),
        }
    click.echo(msgspec.json.encode(told))


@click.command("content")
@database_option
@identity
@click.option("--format", "kind", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
def content(database: str | None, report_id: UUID, *, kind: str, output: Path | None) -> None:
    """Write a file of the edition ID; only as it was issued, to the byte."""
    with opened_without_keys(settings(database)) as service:
        report, made, _ = report_named(service, report_id)
        issued = {file.format: file for file in report.files}
        if kind not in issued:
            raise click.ClickException(f"the edition was issued as {', '.join(issued)}")
        filled = filled_of(read_models(service), report.content, made)
        data = files_of(filled, report.content, [kind])[kind]
    now = digest(kind, data)
    if now != issued[kind]:
        raise click.ClickException(
            f"the file comes out otherwise than it was issued: {now.sha256} now, "
            f"{issued[kind].sha256} then; nothing was written"
        )
    written(data, kind, output)


@click.command("regenerate")
@database_option
@identity
@click.option("--directory", type=click.Path(file_okay=False, path_type=Path), help="Write here.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def regenerate(
    database: str | None, report_id: UUID, *, directory: Path | None, as_json: bool
) -> None:
    """Render the edition ID again and compare; exit code 1 where a byte differs.

    The ledger's checkpoint is counted again too, from every event up to the point.
    """
    with opened_without_keys(settings(database)) as service:
        report, *_ = report_named(service, report_id)
        projections = read_models(service)
        again = rendered(projections, report, [file.format for file in report.files])
        told = compared(projections, report, again)
    if directory is not None:
        form = asked_of(report.content).form
        directory.mkdir(parents=True, exist_ok=True)
        for kind, data in again.items():
            name = f"{form.name}-{report.content.as_of}-{str(report_id)[:8]}.{kind}"
            directory.joinpath(name).write_bytes(data)
    if as_json:
        both = {
            name: {"then": told.pop(f"{name}_then"), "now": told.pop(f"{name}_now")}
            for name in ("checkpoint", "software")
        }
        click.echo(msgspec.json.encode({**told, **both}))
    else:
        for file in told["files"]:
            _verdict(file["format"], file["sha256_then"], file["sha256_now"])
        if told["checkpoint_then"] is not None:
            now = told["checkpoint_now"] or "журнал повреждён"
            _verdict("точка", told["checkpoint_then"], now)
    if not told["identical"]:
        sys.exit(1)


def _verdict(what: str, then: str, now: str) -> None:
    click.echo(f"{what:<5} {now}  {'совпадает' if then == now else f'ОТЛИЧАЕТСЯ, было {then}'}")


def _listed(found: list[ReportLine]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Отчёт", no_wrap=True, min_width=LENGTH_OF_ID)
    for heading in ("Форма", "На дату", "Чьё", "Состояние"):
        table.add_column(heading)
    states = classifier("edition_states")
    for each in found:
        whose = each.organisation or f"регион {each.region_code}"
        table.add_row(
            str(each.report_id),
            f"{each.form}-{each.edition}",
            f"{each.as_of:%d.%m.%Y}",
            escape(whose),
            states.get(each.state).label_ru,
        )
    return table
