"""``marshrut records-load``: records of a kind from a table, one a row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec

from api.commands.opened import database_option, opened, settings
from api.commands.point import Day
from api.commands.records import PATHS
from api.commands.whoami import request_as
from marshrut.application.record_sheets import read_records
from marshrut.application.records_load import load_records
from marshrut.imports.sheet import MOST_BYTES
from marshrut.policy import Role
from marshrut.records.kinds import kinds

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("records-load")
@database_option
@click.argument("kind", type=click.Choice(PATHS), metavar="KIND")
@click.argument("file", type=FILE)
@click.option("--organisation", metavar="CODE", help="Whose they are, by its centre.")
@click.option("--region", metavar="CODE", help="Whose they are, by its base centre.")
@click.option("--effective-on", type=Day(), help="The day of rows that say none; today by default.")
@click.option("--dry-run", is_flag=True, help="Judge everything, write nothing.")
@click.option("--actor", metavar="NAME", help="Who does it; the user by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    database: str | None,
    kind: str,
    file: Path,
    organisation: str | None,
    region: str | None,
    effective_on: date | None,
    dry_run: bool,
    actor: str | None,
    as_json: bool,
) -> None:
    """Open a record of a KIND for each row of FILE (XLSX, CSV); exit code 1 if one was rejected."""
    if (organisation is None) == (region is None):
        raise click.UsageError("say --organisation or --region")
    named = next(each for each in kinds().values() if each.path == kind)
    with file.open("rb") as stream:
        rows = read_records(stream.read(MOST_BYTES + 1), named)
    role = Role.CK_STAFF if organisation else Role.BCK_STAFF
    regions = (region,) if region else ()
    request = request_as(role, organisation=organisation, regions=regions, name=actor)
    with opened(settings(database)) as service:
        told = load_records(
            service,
            request,
            named,
            rows,
            effective_on=effective_on or service.today(region),
            dry_run=dry_run,
        )
    if as_json:
        click.echo(msgspec.json.encode(told))
    else:
        done = "would be opened" if dry_run else "opened"
        click.echo(f"{done}: {told.accepted}, there already: {told.skipped}")
        for each in told.errors:
            column = f", «{each.column}»" if each.column else ""
            click.echo(f"строка {each.row}{column}: {each.detail}", err=True)
    if told.rejected:
        ctx.exit(1)
