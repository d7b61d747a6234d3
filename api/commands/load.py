"""``marshrut import``: a list of graduates, or of facts of theirs, from a file."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from api.commands.whoami import request_as
from api.organisation_directory import directory_of, regions_of
from marshrut.application.imports import Report, import_list
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.imports.errors_sheet import errors_sheet
from marshrut.imports.kinds import GRADUATES, kind_of, kinds
from marshrut.imports.list_file import ListFile
from marshrut.imports.sheet import MOST_BYTES
from marshrut.imports.template import csv_template, xlsx_template
from marshrut.policy import Role

MOST_SHOWN = 50
MOST_ROWS = 10
READ = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITTEN = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@database_option
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--kind", type=click.Choice(tuple(kinds())), help="Recognised where it is not said.")
@click.option("--dry-run", is_flag=True, help="Judge everything, write nothing.")
@click.option("--organisation", metavar="CODE", help="The one organisation of the list.")
@click.option("--region", metavar="CODE", help="The region whose organisations are in the list.")
@click.option("--errors", type=WRITTEN, help="Write the list to this XLSX, what is wrong marked.")
@click.option("--template", type=WRITTEN, help="Write an empty list (.xlsx or .csv), load nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    database: str | None,
    file: Path | None,
    kind: str | None,
    organisation: str | None,
    region: str | None,
    errors: Path | None,
    template: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load the list FILE (XLSX or CSV); exit code 1 if a row was rejected.

    It is safe to run again, also after it was broken off: what is known is skipped. Without
    --organisation and --region it is for the region of the organisations there are, if that is
    one.
    """
    if template is not None:
        _write_template(template, kind or GRADUATES)
        return
    if file is None:
        raise click.UsageError("say which FILE, or --template FILE")
    if organisation and region:
        raise click.UsageError("give --organisation or --region, not both")
    with opened(settings(database)) as service:
        request = _request(service, organisation, region)
        listed = ListFile(_bytes(file), own_organisation=organisation is not None, kind=kind)
        with progress("Judging" if dry_run else "Loading") as advance:
            report = import_list(
                service,
                request,
                listed,
                directory=directory_of(service),
                dry_run=dry_run,
                progress=advance,
            )
    if errors is not None:
        errors.write_bytes(errors_sheet(listed.cells, listed.columns, report.errors))
    if as_json:
        click.echo(msgspec.json.encode(report))
    else:
        _show(report)
    if report.rejected:
        ctx.exit(1)


def _write_template(file: Path, kind: str) -> None:
    make = {".xlsx": xlsx_template, ".csv": csv_template}.get(file.suffix.lower())
    if make is None:
        raise click.UsageError("a template is a .xlsx or a .csv")
    file.write_bytes(make(kind_of(kind)))
    click.echo(f"{file}: {kind_of(kind).label}", err=True)


def _request(service: Service, organisation: str | None, region: str | None) -> Request:
    if organisation is not None:
        if service.organisation(organisation) is None:
            raise click.ClickException(f"there is no organisation {organisation}")
        return request_as(Role.SYSTEM_IMPORT, organisation=organisation)
    regions = {region} if region else regions_of(service)
    if len(regions) != 1:
        known = ", ".join(sorted(regions)) or "none"
        raise click.UsageError(f"say whose list it is: --organisation or --region ({known})")
    return request_as(Role.SYSTEM_IMPORT, regions=tuple(regions))


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _show(report: Report) -> None:
    """The columns of a dry run; errors, what is the same in several rows once; the counts."""
    if report.dry_run:
        _show_columns(report)
    rows: dict[tuple[str, str, str], list[int]] = {}
    for problem in [*report.errors, *report.warnings]:
        said = rows.setdefault((problem.column or "", problem.code, problem.detail), [])
        said += [] if problem.row is None else [problem.row]
    table = Table("строки", "колонка", "код", "что сделать")
    for (column, code, detail), where in list(rows.items())[:MOST_SHOWN]:
        table.add_row(_numbers(where), column, code, detail)
    if rows:
        Console().print(table)
    if len(rows) > MOST_SHOWN:
        click.echo(f"… и ещё {len(rows) - MOST_SHOWN}; все — с --json")
    verb = "будет принято" if report.dry_run else "принято"
    click.echo(
        f"Строк {report.rows}: {verb} {report.accepted}, отклонено {report.rejected}, "
        f"уже известны {report.skipped}, расходятся с делом {report.changed}."
    )


def _show_columns(report: Report) -> None:
    table = Table("", "заголовок", "понято как", title=f"Вид списка: {kinds()[report.kind].label}")
    for one in report.columns:
        table.add_row(one.column, one.heading, one.label or "— не загружается")
    Console().print(table)


def _numbers(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:MOST_ROWS]))
    return f"{shown} и ещё {len(rows) - MOST_ROWS}" if len(rows) > MOST_ROWS else shown
