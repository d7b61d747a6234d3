"""``marshrut snapshot``: how many graduates are in which status, at a point."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec
from rich.console import Console

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.tables import status_table
from api.read_models import read_models
from marshrut.application.service import KeylessService
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.ledger.clock import moment_of
from marshrut.ledger.points import position_at
from projections.population import Filters, Scope
from projections.snapshot import DIMENSIONS, Snapshot, snapshot


class Day(click.ParamType[date]):
    """A date, ``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The date that was written."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail("a date is written YYYY-MM-DD", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment with its offset (RFC 3339)."""

    name = "moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """The moment that was written."""
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail("a moment is written 2026-01-31T12:00:00+03:00", param, ctx)
        if moment.tzinfo is None:
            self.fail("a moment needs its offset: …+03:00 or …Z", param, ctx)
        return moment


@click.command("snapshot")
@database_option
@click.option("--as-of", type=Day(), help="What was true on this day; today by default.")
@click.option("--known-at", type=Moment(), help="By what was known then; now by default.")
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


def asked_point(service: KeylessService, as_of: date | None, known_at: datetime | None) -> AsOf:
    """The point that the options name: today and the head where they name none."""
    ledger = service.ledger
    known = position_at(ledger, known_at=known_at) if known_at else ledger.head().position
    return AsOf(as_of or service.today(), known)


def shown_point(service: KeylessService, point: AsOf) -> dict[str, Any]:
    """The point as every answer carries it."""
    moment = service.ledger.times_of([point.known]).get(point.known)
    known_at = None if moment is None else moment_of(moment)
    return {"as_of": point.as_of, "known_position": point.known, "known_at": known_at}


def _answer(counted: Snapshot, point: dict[str, Any]) -> dict[str, Any]:
    """As ``GET /snapshot`` answers."""
    rows = []
    for row in counted.rows:
        fields = msgspec.structs.asdict(row)
        rows.append({**fields.pop("key"), **fields})
    answer = {"point": point, "total": counted.total, "rows": rows}
    return {**answer, "overlapping": True} if counted.overlapping else answer
