"""``marshrut due``: what is due for whom by the next cut-off of each cadence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.read_models import read_models
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.cadences_due import CadenceDue, DueAsked, due
from projections.population import Filters, Scope

SHOWN = {"cases": "Дел", "done": "Обновлено", "missing": "Осталось", "stale": "Устарело"}


@click.command("due")
@database_option
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    database: str | None,
    as_of: date | None,
    known_at: datetime | None,
    organisation: str | None,
    *,
    as_json: bool,
) -> None:
    """Count what is due by the next cut-off of each cadence, for each organisation."""
    with opened_without_keys(settings(database)) as service:
        require_organisation(service, organisation)
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        asked = DueAsked(Filters(organisation=organisation), Scope())
        told = due(read_models(service), point, asked=asked)
    if as_json:
        click.echo(
            msgspec.json.encode({"point": shown, "cadences": [_answer(one) for one in told]})
        )
        return
    Console().print(_table(told, point))


def _table(told: list[CadenceDue], point: AsOf) -> Table:
    """A row an organisation of each cadence that asks something of cases."""
    title = f"Сроки мониторинга: на {point.as_of:%d.%m.%Y}, известно к позиции {point.known}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Срок")
    table.add_column("Срез", no_wrap=True)
    table.add_column("Организация", no_wrap=True)
    for heading in SHOWN.values():
        table.add_column(heading, justify="right")
    for one in told:
        name = classifier("cadences").get(one.code).label_ru
        for row in one.rows if one.total["cases"] else ():
            counts = [
                str(row.parts[part]) if row.parts[part] is not None else "·" for part in SHOWN
            ]
            table.add_row(name, f"{one.next.on:%d.%m.%Y}", escape(row.organisation), *counts)
    return table


def _answer(one: CadenceDue) -> dict[str, Any]:
    """As ``GET /cadences/due`` answers, in codes alone."""
    last = one.last and {"from": one.last.first, "on": one.last.on}
    rows = [{"organisation": row.organisation, **row.parts} for row in one.rows]
    ahead = {"from": one.next.first, "on": one.next.on}
    named = {"code": one.code, "last": last, "next": ahead, "reason": one.reason}
    return {**named, "total": one.total, "rows": rows}
