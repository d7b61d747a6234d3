"""``marshrut czn``: lists for the employment centre, and its own beside the cases."""

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
from api.commands.seen import Seen
from api.commands.whoami import request_as
from api.czn import Asked, at_risk_table, counts, list_table, told_at_risk, told_list, told_listed
from api.point import Point
from api.read_models import read_models
from api.registry_about import Made
from marshrut.application.czn_lists import KIND, take_list
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.imports.czn import read_czn
from marshrut.imports.sheet import MOST_BYTES
from marshrut.policy import Role
from marshrut.records.czn import OUTCOMES
from projections.case_list import numbered_page
from projections.czn import at_risk, czn_reconciliation
from projections.persons import persons_at
from projections.population import Filters, Scope
from projections.records import record_at

REGION = click.option("--region", metavar="CODE", required=True, help="Of this region.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("czn")
def command() -> None:
    """Exchange with employment centres: who is at risk, and who is registered."""


@command.command("at-risk")
@database_option
@REGION
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--year", "graduation_year", type=int, help="Only this cohort.")
@click.option("--purpose", metavar="TEXT", help="Why, for the access log.")
@click.option("--actor", metavar="NAME", help="Who does it; the user by default.")
@as_table
def list_at_risk(
    database: str | None,
    region: str,
    as_of: date | None,
    known_at: datetime | None,
    *,
    purpose: str | None,
    actor: str | None,
    form: str,
    output: Path | None,
    **filters: Any,
) -> None:
    """List graduates at risk who consent to being told of to the employment centre, by name."""
    configured = settings(database)
    with opened(configured) as service:
        asked = Asked(Filters(**filters))
        at = asked_point(service, as_of, known_at)
        shown = shown_point(service, at)
        now = AsOf(service.today(region), service.ledger.head().position)
        scope, models = Scope(regions=(region,)), read_models(service)
        found = at_risk(models, at, filters=asked.filters, scope=scope, now=now)
        chosen = asked.chosen(found)
        seen = Seen(request_as(Role.ROIV_STAFF, regions=(region,), name=actor), purpose)
        ids = [each.case.case_id for each in chosen]
        persons = persons_at(service, ids, at, reader=seen.request.actor, seen=seen.note)
        made = Made(MAKER, shown["known_at"], ZoneInfo(configured.timezone))
        point = Point(as_of=at.as_of, known_position=at.known, known_at=shown["known_at"])
        tell(
            form,
            output,
            table=lambda: seen.written(
                service,
                at_risk_table(models, point, found, asked, scope=scope, persons=persons, made=made),
            ),
            told=lambda: {
                "point": shown,
                **counts(found),
                "rows": [told_at_risk(each) for each in chosen],
            },
        )


@command.command("load")
@database_option
@click.argument("file", type=FILE)
@REGION
@click.option("--stated-on", type=Day(), required=True, help="The day that the list is of.")
@click.option("--complete/--partial", required=True, help="Whether nobody else is registered.")
@click.option("--czn", metavar="NAME", help="Which employment centre.")
@click.option("--actor", metavar="NAME", help="Who does it; the user by default.")
def load(
    database: str | None,
    file: Path,
    region: str,
    *,
    stated_on: date,
    complete: bool,
    czn: str | None,
    actor: str | None,
) -> None:
    """Take the list FILE (XLSX or CSV) of an employment centre; prints the id of its record."""
    with file.open("rb") as stream:
        rows = read_czn(stream.read(MOST_BYTES + 1))
    said: dict[str, Any] = {"stated_on": str(stated_on), "complete": complete}
    if czn is not None:
        said["czn"] = czn
    with opened(settings(database)) as service:
        taken = take_list(
            service,
            request_as(Role.BCK_STAFF, regions=(region,), name=actor),
            rows,
            effective_on=service.today(region),
            region_code=region,
            **said,
        )
    click.echo(taken.saved.record_id)
    click.echo(f"persons: {taken.rows}, found: {taken.found}", err=True)


@command.command("show")
@database_option
@click.argument("record_id", type=click.UUID, metavar="ID")
@AS_OF
@KNOWN_AT
@click.option(
    "--outcome",
    type=click.Choice(tuple(classifier(OUTCOMES).codes), case_sensitive=False),
    metavar="CODE",
    help="Only with this outcome.",
)
@as_table
def show(
    database: str | None,
    record_id: UUID,
    as_of: date | None,
    known_at: datetime | None,
    *,
    outcome: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Set a list beside the cases: who is registered by one side alone; without names."""
    with opened_without_keys(settings(database)) as service:
        point = asked_point(service, as_of, known_at)
        shown, models = shown_point(service, point), read_models(service)
        line = record_at(models, point, record_id)
        if line is None or line.kind != KIND:
            raise click.ClickException(f"there is no list {record_id} on {point.as_of} (--as-of)")
        found = czn_reconciliation(models, point, line, scope=Scope())
        chosen = [each for each in found.rows if outcome in {None, each.outcome}]
        numbers = [each.number for each in chosen]
        cases = {
            case.number: case
            for case in numbered_page(models, found.point, numbers=numbers, limit=len(numbers))
        }
    tell(
        form,
        output,
        table=lambda: list_table(found, cases, chosen),
        told=lambda: {
            "point": shown,
            **told_list(record_id, found),
            "cases": [
                {**msgspec.structs.asdict(cases[each.number]), **told_listed(each)}
                for each in chosen
            ],
        },
    )
