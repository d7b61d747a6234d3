"""``marshrut import``: a list of graduates, or of facts of theirs, from a file."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click
import msgspec

from api.commands.list_report import show
from api.commands.opened import database_option, opened, require_organisation, settings
from api.commands.progress import progress
from api.commands.whoami import request_as
from api.organisation_directory import directory_of, regions_of
from marshrut.application.imports import Report, check_run, import_list
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.verification_runs import open_run
from marshrut.imports.errors_sheet import errors_sheet
from marshrut.imports.kinds import GRADUATES, kind_of, kinds
from marshrut.imports.list_file import ListFile
from marshrut.imports.sheet import MOST_BYTES
from marshrut.imports.template import csv_template, xlsx_template
from marshrut.policy import Role
from marshrut.records.runs import Run

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
@click.option("--run", "run_id", type=click.UUID, help="The run that an extract is loaded into.")
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
    run_id: UUID | None,
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
        request = _request(service, organisation, region or _region_of(service, run_id))
        listed = ListFile(_bytes(file), own_organisation=organisation is not None, kind=kind)
        check_run(listed.kind, run_id)
        run = open_run(service, request, run_id) if run_id is not None else None
        report = _load(service, request, listed, run, dry_run=dry_run)
    if errors is not None:
        errors.write_bytes(errors_sheet(listed.cells, listed.columns, report.errors))
    if as_json:
        click.echo(msgspec.json.encode(report))
    else:
        show(report)
    if report.rejected:
        ctx.exit(1)


def _load(
    service: Service, request: Request, listed: ListFile, run: Run | None, *, dry_run: bool
) -> Report:
    with progress("Judging" if dry_run else "Loading") as advance:
        return import_list(
            service,
            request,
            listed,
            directory=directory_of(service),
            dry_run=dry_run,
            progress=advance,
            run=run,
        )


def _write_template(file: Path, kind: str) -> None:
    make = {".xlsx": xlsx_template, ".csv": csv_template}.get(file.suffix.lower())
    if make is None:
        raise click.UsageError("a template is a .xlsx or a .csv")
    file.write_bytes(make(kind_of(kind)))
    click.echo(f"{file}: {kind_of(kind).label}", err=True)


def _request(service: Service, organisation: str | None, region: str | None) -> Request:
    if organisation is not None:
        require_organisation(service, organisation)
        return request_as(Role.SYSTEM_IMPORT, organisation=organisation)
    regions = {region} if region else regions_of(service)
    if len(regions) != 1:
        known = ", ".join(sorted(regions)) or "none"
        raise click.UsageError(f"say whose list it is: --organisation or --region ({known})")
    return request_as(Role.SYSTEM_IMPORT, regions=tuple(regions))


def _region_of(service: Service, run_id: UUID | None) -> str | None:
    """The region of the run that is named."""
    record = service.record(run_id) if run_id is not None else None
    return record.whose.region_code if record else None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)
