"""``marshrut indicators``: what the indicators come to, at a point."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.figures import told
from api.read_models import read_models
from marshrut.indicators.definitions import DOCUMENTS, UnknownIndicator, definitions
from projections.indicator_targets import Plans
from projections.indicators import Asked, evaluate
from projections.population import Filters, Scope


@click.command("indicators")
@database_option
@click.argument("indicators", metavar="[ID]…", nargs=-1)
@AS_OF
@KNOWN_AT
@click.option("--document", type=click.Choice(DOCUMENTS), help="Only those of a document.")
@click.option("--year", "graduation_year", type=int, help="Only this year's graduates.")
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--region", metavar="CODE", help="Only this region's.")
@click.option("--variant", metavar="CODE", help="Another reading of the one indicator named.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    database: str | None,
    indicators: tuple[str, ...],
    as_of: date | None,
    known_at: datetime | None,
    *,
    document: str | None,
    graduation_year: int | None,
    organisation: str | None,
    region: str | None,
    variant: str | None,
    as_json: bool,
) -> None:
    """Evaluate indicators: those named, or all."""
    if variant and len(indicators) != 1:
        raise click.UsageError("--variant is of one indicator: name it")
    filters = Filters(graduation_year=graduation_year, organisation=organisation)
    asked = Asked(filters, Scope(regions=(region,) if region else ()), variant=variant)
    with opened_without_keys(settings(database)) as service:
        point = asked_point(service, as_of, known_at)
        in_force = [each.id for each in definitions(day=point.as_of)]
        ids = indicators or [each for each in in_force if each.startswith(document or "")]
        projections = read_models(service)
        try:
            figures = evaluate(projections, point, ids=ids, asked=asked)
            plans = Plans(projections, point)
            rows = [told(each, asked, plans) for each in figures]
        except UnknownIndicator as unknown:
            raise click.UsageError(f"{unknown}; see docs/indicators.md") from unknown
        shown = shown_point(service, point)
    if as_json:
        payload = {"point": shown, "indicators": rows}
        click.echo(msgspec.json.encode(payload))
        return
    title = f"На {point.as_of:%d.%m.%Y}, известно к позиции {point.known}"
    Console().print(_table(rows, title))


def _table(rows: list[dict[str, Any]], title: str) -> Table:
    table = Table(title=title)
    for heading in ("Показатель", "Название"):
        table.add_column(heading)
    for heading in ("Числитель", "Знаменатель", "Значение", "Цель", "Достигнута"):
        table.add_column(heading, justify="right")
    for row in rows:
        reason = row["reason"]["label"] if row["reason"] else ""
        parts = [row[part] for part in ("numerator", "denominator")]
        numbers = ["" if number is None else f"{number:g}" for number in parts]
        aim = "" if row["target"] is None else f"{row['comparator']} {row['target']:g}"
        met = {True: "да", False: "нет", None: ""}[row["achieved"]]
        table.add_row(row["id"], row["name"], *numbers, row["display"] or reason, aim, met)
    return table
