"""``marshrut movements``: who left the contingent of a school and who came, month by month."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from api.commands.as_table import as_table, tell
from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, Day, asked_point, shown_point
from api.commands.registry import MAKER
from api.contingent import KINDS, month_of, movements_table, told_movement
from api.read_models import read_models
from api.registry_about import Made
from marshrut.asof import ONE_DAY, add_months
from marshrut.classifiers import classifier
from projections.contingent import MovementsAsked, contingent_movements
from projections.population import Scope

MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


class Month(click.ParamType[date]):
    """A month, ``YYYY-MM``: its first day."""

    name = "month"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The month that was written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(f"{MONTH.fullmatch(value) and value}-01")
        except ValueError:
            self.fail("a month is written YYYY-MM", param, ctx)


@click.command("movements")
@database_option
@click.option("--month", type=Month(), help="The month of --as-of by default.")
@click.option("--from", "first", type=Day(), help="Instead of a month: from this day.")
@click.option("--to", "last", type=Day(), help="To this day, inclusive.")
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="From it or to it.")
@click.option("--region", metavar="CODE", help="Only this region's.")
@click.option("--year", "graduation_year", type=int, help="Only this cohort.")
@click.option(
    "--kind",
    type=click.Choice(tuple(classifier(KINDS).codes), case_sensitive=False),
    metavar="CODE",
    help="Only of this kind.",
)
@as_table
def command(
    database: str | None,
    month: date | None,
    first: date | None,
    last: date | None,
    *,
    as_of: date | None,
    known_at: datetime | None,
    region: str | None,
    form: str,
    output: Path | None,
    **which: Any,
) -> None:
    """Tell who was expelled, transferred, on leave, reinstated, graduated in a month.

    Names stay sealed.
    """
    if month is not None and (first or last):
        raise click.UsageError("give --month, or --from and --to")
    configured = settings(database)
    with opened_without_keys(configured) as service:
        require_organisation(service, which["organisation"])
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        if month is not None:
            first, last = month, add_months(month, 1) - ONE_DAY
        last = last or point.as_of
        first = first or month_of(last)
        if last < first:
            raise click.UsageError("--to is before --from")
        scope = Scope(regions=(region,) if region else ())
        asked = MovementsAsked(first=first, last=last, scope=scope, **which)
        projections = read_models(service)
        found = contingent_movements(projections, point, asked)
        times = service.ledger.times_of({row.known_from for row in found.rows})
        made = Made(MAKER, shown["known_at"], ZoneInfo(configured.timezone))
        tell(
            form,
            output,
            table=lambda: movements_table(projections, point, found, asked, times=times, made=made),
            told=lambda: {
                "point": shown,
                "period": {"from": first, "to": last},
                "total": len(found.rows),
                "rows": [told_movement(row, times) for row in found.rows],
            },
        )
