"""``marshrut spo1``: the contingent reconciled with the report СПО-1."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click
import msgspec

from api.commands.as_table import as_table, tell
from api.commands.opened import database_option, opened, opened_without_keys, settings
from api.commands.point import AS_OF, KNOWN_AT, Day, asked_point, shown_point
from api.commands.registry import MAKER
from api.commands.whoami import request_as
from api.read_models import read_models
from api.registry_about import Made
from api.spo1 import list_table, spo1_table, told_row, told_summary
from marshrut.application import records as use_cases
from marshrut.application.service import KeylessService
from marshrut.asof import AsOf
from marshrut.imports.sheet import MOST_BYTES
from marshrut.imports.spo1 import read_spo1
from marshrut.policy import Role
from marshrut.records.kinds import kinds
from projections.records import Narrowing, Sight, record_at
from projections.spo1 import KIND, Reconciled, reconciliation, reconciliations

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("spo1")
def command() -> None:
    """Reports СПО-1 beside the cases: what corresponds, what differs, and why."""


@command.command("list")
@database_option
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--region", "region_code", metavar="CODE", help="Only this region's.")
@as_table
def listed(
    database: str | None,
    as_of: date | None,
    known_at: datetime | None,
    *,
    form: str,
    output: Path | None,
    **whose: Any,
) -> None:
    """List the reports, and whether the cases correspond to each."""
    with opened_without_keys(settings(database)) as service:
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        found = list(
            reconciliations(
                read_models(service), point, sight=Sight(), narrowing=Narrowing(**whose)
            )
        )
    tell(
        form,
        output,
        table=lambda: list_table(found, point),
        told=lambda: {"point": shown, "reports": [told_summary(each) for each in found]},
    )


@command.command("show")
@database_option
@click.argument("record_id", type=click.UUID, metavar="ID")
@AS_OF
@KNOWN_AT
@as_table
def show(
    database: str | None,
    record_id: UUID,
    as_of: date | None,
    known_at: datetime | None,
    *,
    form: str,
    output: Path | None,
) -> None:
    """Set a report beside the cases, row by row."""
    configured = settings(database)
    with opened_without_keys(configured) as service:
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        reconciled = _reconciled(service, point, record_id)
        made = Made(MAKER, shown["known_at"], ZoneInfo(configured.timezone))
        tell(
            form,
            output,
            table=lambda: spo1_table(read_models(service), reconciled, made),
            told=lambda: {"point": shown, **_told(reconciled)},
        )


@command.command("load")
@database_option
@click.argument("record_id", type=click.UUID, metavar="ID")
@click.argument("file", type=FILE)
@click.option("--effective-on", type=Day(), help="From which day on; today by default.")
@click.option("--actor", metavar="NAME", help="Who does it; the user by default.")
def load(
    database: str | None,
    record_id: UUID,
    file: Path,
    *,
    effective_on: date | None,
    actor: str | None,
) -> None:
    """Take the lines of a report from FILE (XLSX or CSV), instead of those it had."""
    with file.open("rb") as stream:
        sheet = read_spo1(stream.read(MOST_BYTES + 1))
    with opened(settings(database)) as service:
        record = service.record(record_id)
        if record is None or record.kind != KIND:
            raise click.ClickException(f"there is no report {record_id}")
        region = (record.whose.region_code,)
        request = request_as(Role.BCK_STAFF, regions=region, name=actor, if_match=record.version)
        visit = use_cases.visit_record(service, request, kinds()[KIND], record_id)
        saved = use_cases.change(
            visit, effective_on=effective_on or visit.today, fields=sheet.fields
        )
    click.echo(f"lines: {len(sheet.lines)}, position {saved.position}")


def _reconciled(service: KeylessService, point: AsOf, record_id: UUID) -> Reconciled:
    line = record_at(read_models(service), point, record_id)
    if line is None or line.kind != KIND:
        raise click.ClickException(f"there is no report {record_id} at this point")
    return reconciliation(read_models(service), point, line)


def _told(reconciled: Reconciled) -> dict[str, Any]:
    """As ``GET /spo1-reports/{id}/reconciliation`` answers, without links."""
    counted_at = msgspec.to_builtins(reconciled.point)
    rows = [told_row(row) for row in reconciled.found.rows]
    return {**told_summary(reconciled), "counted_at": counted_at, "rows": rows}
