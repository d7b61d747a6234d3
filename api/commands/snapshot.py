"""``marshrut snapshot``: how many graduates are in which status, at a point."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec
from rich.console import Console

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.commands.tables import status_table
from api.read_models import read_models
from marshrut.classifiers import classifier
from projections.population import Filters, Scope
from projections.snapshot import DIMENSIONS, Snapshot, snapshot


@click.command("snapshot")
@database_option
@AS_OF
@KNOWN_AT
@click.option("--by", metavar="NAME,…", default="organisation", show_default=True)
@click.option("--year", "graduation_year", type=int, help="Only this year's graduates.")
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--lifecycle", type=click.Choice([*classifier("lifecycles").codes, "any"]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    database: str | None,
    as_of: date | None,
    known_at: datetime | None,
    by: str,
    *,
    as_json: bool,
    **filters: Any,
) -> None:
    """Count the graduates by status."""
    names = [name.strip() for name in by.split(",") if name.strip()]
    if unknown := set(names) - set(DIMENSIONS):
        known = ", ".join(DIMENSIONS)
        raise click.UsageError(f"--by takes {known}; not {', '.join(sorted(unknown))}")
    configured = settings(database)
    with opened_without_keys(configured) as service:
        point = asked_point(service, as_of, known_at)
        projections = read_models(service)
        counted = snapshot(
            projections, point, filters=Filters(**filters), scope=Scope(), by=tuple(names)
        )
        shown = shown_point(service, point)
    if as_json:
        click.echo(msgspec.json.encode(_answer(counted, shown)))
        return
    title = f"На {point.as_of:%d.%m.%Y}, известно к позиции {point.known}"
    if shown["known_at"] is not None:
        there = shown["known_at"].astimezone(ZoneInfo(configured.timezone))
        title += f" ({there:%d.%m.%Y %H:%M} {there.tzname()})"
    Console().print(status_table(counted, by=names, title=title))


def _answer(counted: Snapshot, point: dict[str, Any]) -> dict[str, Any]:
    """As ``GET /snapshot`` answers."""
    rows = []
    for row in counted.rows:
        fields = msgspec.structs.asdict(row)
        rows.append({**fields.pop("key"), **fields})
    answer = {"point": point, "total": counted.total, "rows": rows}
    return {**answer, "overlapping": True} if counted.overlapping else answer
