"""``marshrut differences``: which figures are not the same at two points, and what moved them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import Day, Moment, shown_point
from api.commands.tables import NAMES
from api.moved import cell_row, event_row
from api.read_models import read_models
from api.texts import label
from marshrut.application.service import KeylessService
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.ledger.points import check_position, position_at
from projections.differences import Differences, MovedCell, Question, differences
from projections.population import Filters
from projections.snapshot import DIMENSIONS

SHOWN = 100
"""Cases of a cell in JSON, by default."""

MEASURES = {
    "total": "всего",
    "at_risk_strict": "под риском (строго)",
    "at_risk_form": "под риском (по форме)",
}
CODED = {"statuses": ("statuses", "status"), "groups": ("status_groups", "status_group")}


class Known(click.ParamType[datetime | int]):
    """A position of the ledger, or a moment."""

    name = "position|moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime | int:
        """The position or the moment that was written."""
        if isinstance(value, int) or str(value).isdecimal():
            return int(value)
        return Moment().convert(value, param, ctx)


@click.command("differences")
@database_option
@click.option("--as-of-from", type=Day(), help="The earlier date; by default the later one.")
@click.option("--as-of-to", type=Day(), help="The later date; today by default.")
@click.option("--known-from", type=Known(), help="What was known; by default as later.")
@click.option("--known-to", type=Known(), help="What was known later; all by default.")
@click.option("--by", metavar="NAME,…", default="organisation", show_default=True)
@click.option("--year", "graduation_year", type=int, help="Only this year's graduates.")
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--lifecycle", type=click.Choice([*classifier("lifecycles").codes, "any"]))
@click.option("--cases", type=click.IntRange(1, 1_000), default=SHOWN, help="Of a cell, in JSON.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the cases and the events.")
def command(
    database: str | None,
    by: str,
    cases: int,
    *,
    as_json: bool,
    **asked: Any,
) -> None:
    """Compare the snapshot at two points. Say where to begin: --known-from or --as-of-from."""
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    if unknown := set(names) - set(DIMENSIONS):
        known = ", ".join(DIMENSIONS)
        raise click.UsageError(f"--by takes {known}; not {', '.join(sorted(unknown))}")
    if asked["known_from"] is None and asked["as_of_from"] is None:
        raise click.UsageError("say where to begin: --known-from or --as-of-from")
    with opened_without_keys(settings(database)) as service:
        before, after = _points(service, asked)
        question = Question(before=before, after=after, filters=Filters(**asked), by=names)
        told = differences(read_models(service), question, today=service.today(), limit=cases)
        points = {"before": shown_point(service, before), "after": shown_point(service, after)}
    if as_json:
        click.echo(msgspec.json.encode(_answer(question, told, points)))
        return
    Console().print(_table(question, told))
    if len(told.cells) < told.total:
        click.echo(f"… только первые {len(told.cells)} из {told.total}; уточните вопрос", err=True)


def _points(service: KeylessService, asked: dict[str, Any]) -> tuple[AsOf, AsOf]:
    """Both points, the options that say them taken out of ``asked``."""
    day, last_day = asked.pop("as_of_from"), asked.pop("as_of_to") or service.today()
    first, last = asked.pop("known_from"), asked.pop("known_to")
    known = service.ledger.head().position if last is None else _position(service, last)
    after = AsOf(last_day, known)
    before = AsOf(day or last_day, known if first is None else _position(service, first))
    if before.as_of > after.as_of or before.known > after.known:
        raise click.UsageError("the first point comes after the second: exchange them")
    return before, after


def _position(service: KeylessService, said: datetime | int) -> int:
    if isinstance(said, datetime):
        return position_at(service.ledger, known_at=said)
    return check_position(service.ledger, position=said)


def _table(question: Question, told: Differences) -> Table:
    before, after = question.before, question.after
    title = (
        f"С {before.as_of:%d.%m.%Y}, известно к позиции {before.known}, "
        f"по {after.as_of:%d.%m.%Y}, к позиции {after.known}"
    )
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in (*(NAMES[name] for name in question.by), "Показатель"):
        table.add_column(name)
    for name in ("Было", "Стало", "Разница", "Вошли", "Вышли"):
        table.add_column(name, justify="right")
    for cell in told.cells:
        table.add_row(*map(escape, _line(cell, question.by)))
    return table


def _line(cell: MovedCell, by: Sequence[str]) -> list[str]:
    key, measure = cell.cell.key, cell.cell.measure
    keys = [str(key[name] if key[name] is not None else "—") for name in by]
    if measure in CODED:
        table, name = CODED[measure]
        said = label(table, key[name]) or ""
    else:
        said = MEASURES[measure]
    counts = (cell.before, cell.after, f"{cell.delta:+d}", cell.entered, cell.left)
    return [*keys, said, *map(str, counts)]


def _answer(question: Question, told: Differences, points: dict[str, Any]) -> dict[str, Any]:
    """As ``GET /differences`` answers, without addresses and labels."""
    return {
        "point": points["after"],
        "points": points,
        "filters": question.filters,
        "by": question.by,
        "before": told.before,
        "after": told.after,
        "total": told.total,
        "cells": [cell_row(cell, None) for cell in told.cells],
        "records": [event_row(event) for event in told.events],
        "overlapping": told.overlapping,
    }
