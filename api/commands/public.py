"""``marshrut public``: what may be published, as files for a site."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from api.commands.as_table import JSON, as_table, tell
from api.commands.movements import Month
from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.commands.report.asked import written
from api.public import figures_table, month_of, shown_figures, shown_page
from api.read_models import read_models
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.ledger.points import position_at
from projections.centre_pages import centre_page
from projections.organisations import organisations_at
from projections.population import Scope
from projections.public_data import known_from, last_published, month_end, public_figures


@click.group("public")
def command() -> None:
    """What may be published, without anything personal: figures, pages of centres."""


@command.command("figures")
@database_option
@click.option("--region", metavar="CODE", required=True, help="Of this region.")
@click.option("--year", type=int, help="The cohort; the year of the month by default.")
@click.option("--month", type=Month(), help="The last one that is published by default.")
@as_table
def figures(
    database: str | None,
    region: str,
    *,
    year: int | None,
    month: date | None,
    form: str,
    output: Path | None,
) -> None:
    """Count graduates of a region by school and by what they do; small numbers are hidden."""
    if region not in classifier("regions").terms:
        raise click.ClickException(f"there is no region {region}")
    configured = settings(database)
    zone = ZoneInfo(configured.timezone)
    with opened_without_keys(configured) as service:
        last = last_published(service.now(), zone)
        end = month_end(month or last)
        if end > last:
            raise click.ClickException(f"the last month that is published is {month_of(last)}")
        point = AsOf(end, position_at(service.ledger, known_at=known_from(end, zone)))
        models = read_models(service)
        cohort = year or end.year
        found = public_figures(models, point, region=region, graduation_year=cohort)
        tell(
            form,
            output,
            table=lambda: figures_table(models, point, region, cohort, found),
            told=lambda: {
                "point": shown_point(service, point),
                "month": month_of(end),
                "region_code": region,
                "graduation_year": cohort,
                **shown_figures(models, point, region, found),
            },
        )


@command.command("centre")
@database_option
@click.argument("code", metavar="CODE")
@AS_OF
@KNOWN_AT
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
def centre(
    database: str | None,
    code: str,
    as_of: date | None,
    known_at: datetime | None,
    *,
    output: Path | None,
) -> None:
    """Tell as JSON what the page of a career centre is made of."""
    with opened_without_keys(settings(database)) as service:
        point = asked_point(service, as_of, known_at)
        models = read_models(service)
        found = organisations_at(models, point, scope=Scope(), code=code)
        if not found:
            raise click.ClickException(f"there is no organisation {code}")
        region = found[0]["region_code"]
        page = centre_page(models, point, organisation=code, region=region)
        told = {"point": shown_point(service, point), **shown_page(page, found[0])}
    written(msgspec.json.encode(told) + b"\n", JSON, output)
