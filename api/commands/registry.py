"""``marshrut registry``: who is in a registry at a point, since when, and by which events."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.commands.screen import print_table
from api.read_models import read_models
from api.registry_about import Made
from api.registry_answers import labels_of, shown_registry, told
from api.registry_pages import all_records, all_rows, asked_of, plain_rows, whole_table
from api.schemas.registries import LARGEST_LEAST, LONGEST_DAYS
from api.table_files import FILES
from marshrut.asof import AsOf
from marshrut.registries import Registry, registries
from projections.population import Filters, Scope
from projections.registries import Asked
from projections.runner import Projections

SCREEN, JSON = "table", "json"
BINARY = "xlsx"
MAKER = "командная строка"


class Code(click.ParamType[Registry]):
    """The code of a registry, in capitals or not."""

    name = "code"

    def convert(self, value: Any, param: Any, ctx: Any) -> Registry:
        """The registry of the code."""
        if isinstance(value, Registry):
            return value
        found = registries().get(value.upper())
        if found is None:
            known = ", ".join(registries())
            self.fail(f"there is no registry {value}; there are {known}", param, ctx)
        return found


@click.command("registry")
@database_option
@click.argument("registry", type=Code(), metavar="CODE")
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--year", "graduation_year", type=int, help="Only this year's graduates.")
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), help="How far to look ahead.")
@click.option(
    "--least", type=click.IntRange(1, LARGEST_LEAST), help="The fewest graduates of a row."
)
@click.option(
    "--format", "form", type=click.Choice([SCREEN, JSON, *FILES]), default=SCREEN, show_default=True
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
def command(
    database: str | None,
    registry: Registry,
    as_of: date | None,
    known_at: datetime | None,
    *,
    days: int | None,
    least: int | None,
    form: str,
    output: Path | None,
    **filters: Any,
) -> None:
    """Tell who is in a registry, since when, and by which events; names stay sealed.

    CODE is R01 to R34, a code of the classifier registries.
    """
    _check_parameters(registry, days=days, least=least)
    if form == BINARY and output is None and _on_screen():
        raise click.UsageError(f"{BINARY} is no text for a terminal: name a file with --output")
    asked = asked_of(registry, Filters(**filters), Scope(), days)
    configured = settings(database)
    with opened_without_keys(configured) as service:
        require_organisation(service, filters["organisation"])
        point = asked_point(service, as_of, known_at)
        answered = shown_point(service, point)
        projections = read_models(service)
        if form == JSON:
            rows = _answer(projections, point, asked, least)
            data = msgspec.json.encode({"point": answered, **rows}) + b"\n"
        else:
            made = Made(MAKER, answered["known_at"], ZoneInfo(configured.timezone))
            table = whole_table(projections, point, asked, least=least, made=made)
            if form == SCREEN and output is None:
                print_table(table)
                return
            data = FILES["csv" if form == SCREEN else form][1](table)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)


def _check_parameters(registry: Registry, **given: int | None) -> None:
    for name, value in given.items():
        if value is not None and getattr(registry, name) is None:
            raise click.UsageError(f"{registry.code} takes no --{name}")


def _answer(
    projections: Projections, point: AsOf, asked: Asked, least: int | None
) -> dict[str, Any]:
    """As ``GET /registries/{code}`` answers, all of it, without the persons."""
    if asked.registry.of_cases:
        rows = [
            {**msgspec.structs.asdict(row.case), **told(row)}
            for row in all_rows(projections, point, asked)
        ]
    elif asked.registry.of_records:
        rows = [
            {**msgspec.structs.asdict(row), "labels": labels_of(row.facts)}
            for row in all_records(projections, point, asked)
        ]
    else:
        rows = plain_rows(projections, point, asked, least).rows
    return {"registry": shown_registry(asked.registry), "total": len(rows), "rows": rows}


def _on_screen() -> bool:
    return sys.stdout.isatty()
