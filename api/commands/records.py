"""``marshrut records``: the records of a kind as they are on a day, or the kinds that there are."""

from __future__ import annotations

from collections.abc import Iterable
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
from marshrut.records.kinds import Kind, kinds
from projections.records import Narrowing, RecordLine, Sight, record_page

MOST_SHOWN = 500
PATHS = tuple(kind.path for kind in kinds().values())


@click.command("records")
@database_option
@click.argument("kind", type=click.Choice(PATHS), metavar="[KIND]", required=False)
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--region", "region_code", metavar="CODE", help="Only this region's.")
@click.option("--open/--closed", "is_open", default=None, help="Only those in such a state.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, all of it.")
def command(
    database: str | None,
    kind: str | None,
    as_of: date | None,
    known_at: datetime | None,
    *,
    is_open: bool | None,
    as_json: bool,
    **whose: str | None,
) -> None:
    """List the records of a KIND, such as vacancies or activities; without one, the kinds."""
    if kind is None:
        _print_kinds(as_json=as_json)
        return
    named = next(each for each in kinds().values() if each.path == kind)
    with opened_without_keys(settings(database)) as service:
        require_organisation(service, whose["organisation"])
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        lines = record_page(
            read_models(service),
            point,
            named.code,
            sight=Sight(),
            narrowing=Narrowing(**whose, open=is_open),
            limit=None if as_json else MOST_SHOWN + 1,
        )
    if as_json:
        click.echo(msgspec.json.encode({"point": shown, "kind": kind, "records": lines}))
        return
    title = f"{named.plural_ru}: на {point.as_of:%d.%m.%Y}, известно к позиции {point.known}"
    Console().print(_table(named, title, lines[:MOST_SHOWN]))
    if len(lines) > MOST_SHOWN:
        click.echo(f"… только первые {MOST_SHOWN}; все строки: --json", err=True)


def _table(kind: Kind, title: str, lines: Iterable[RecordLine]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("№", justify="right")
    table.add_column("Чьё", no_wrap=True)
    table.add_column(kind.by_name[kind.title].label_ru)
    table.add_column("Состояние", no_wrap=True)
    table.add_column("Подтверждено", no_wrap=True)
    for line in lines:
        table.add_row(
            str(line.number),
            escape(line.organisation or f"регион {line.region_code}"),
            escape(str(line.fields.get(kind.title, ""))),
            kind.state(line.state).label_ru,
            f"{line.confirmed_on:%d.%m.%Y}",
        )
    return table


def _print_kinds(*, as_json: bool) -> None:
    told: list[dict[str, Any]] = [
        {"kind": kind.path, "label": kind.plural_ru} for kind in kinds().values()
    ]
    if as_json:
        click.echo(msgspec.json.encode({"kinds": told}))
        return
    for each in told:
        click.echo(f"{each['kind']:20} {each['label']}")
