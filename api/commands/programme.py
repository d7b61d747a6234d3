"""``marshrut programme``: the programmes, and of one its plan and fact, or what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.programmes import built, coded, row
from api.read_models import read_models
from api.texts import label
from marshrut.asof import AsOf
from marshrut.programmes.states import overdue, standings
from projections.population import Scope
from projections.programme_evaluation import Evaluated, evaluation
from projections.programmes import ProgrammeFile, programme_file, programmes_at
from projections.runner import Projections

Rows = list[dict[str, Any]]

HEADINGS = {
    "programmes": ("Код", "Программа", "Состояние", "Начало", "Окончание"),
    "items": ("Номер", "Мероприятие", "Срок", "Дней"),
    "targets": ("Показатель", "Название", "Период", "Выпуск", "Категория", "План", "Факт", "Итог"),
}


@click.command("programme")
@database_option
@click.argument("code", required=False)
@AS_OF
@KNOWN_AT
@click.option("--overdue", "only_overdue", is_flag=True, help="What of its items is overdue.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    database: str | None,
    code: str | None,
    as_of: date | None,
    known_at: datetime | None,
    *,
    only_overdue: bool,
    as_json: bool,
) -> None:
    """List the programmes, or evaluate the targets of one."""
    if only_overdue and code is None:
        raise click.UsageError("--overdue is of one programme: name it")
    with opened_without_keys(settings(database)) as service:
        point = asked_point(service, as_of, known_at)
        shown, projections = shown_point(service, point), read_models(service)
        if code is None:
            kind, rows = "programmes", _programmes(projections, point)
        else:
            file = programme_file(projections, point, code)
            if file is None:
                raise click.ClickException(f"there is no programme {code}")
            kind = "items" if only_overdue else "targets"
            rows = _items(file, point) if only_overdue else _targets(projections, file, point)
    if as_json:
        click.echo(msgspec.json.encode({"point": shown, kind: rows}))
        return
    title = f"На {point.as_of:%d.%m.%Y}, известно к позиции {point.known}"
    Console().print(_table(kind, rows, title))


def _programmes(projections: Projections, point: AsOf) -> Rows:
    return [row(found) for found in programmes_at(projections, point, scope=Scope())]


def _items(file: ProgrammeFile, point: AsOf) -> Rows:
    return [
        {
            "number": standing.item.number,
            "title": standing.item.short_title or standing.item.title,
            "due_on": late.occurrence.due_on,
            "days_left": (late.occurrence.due_on - point.as_of).days,
        }
        for standing in standings(file.history, point.as_of)
        for late in overdue(standing)
    ]


def _targets(projections: Projections, file: ProgrammeFile, point: AsOf) -> Rows:
    registered, plan = file.history.registration, file.history.plan(point.as_of)
    return [_target(each) for each in evaluation(projections, point, registered, plan.indicators)]


def _target(found: Evaluated) -> dict[str, Any]:
    fact, judged = found.fact._asdict(), found.judged
    fact.pop("exact")
    return {
        "indicator": found.indicator.id,
        "title": found.indicator.short_title or found.indicator.title,
        **built(found.target),
        "plan": found.target.value,
        "fact": fact.pop("value"),
        **fact,
        "deviation": judged.deviation,
        "achieved": judged.achieved,
        "verdict": coded("target_verdicts", judged.verdict),
    }


def _table(kind: str, rows: Rows, title: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in HEADINGS[kind]:
        table.add_column(heading)
    for each in rows:
        table.add_row(*map(escape, CELLS[kind](each)))
    return table


def _of_programme(told: dict[str, Any]) -> list[str]:
    days = [f"{told[name]:%d.%m.%Y}" for name in ("valid_from", "valid_to")]
    return [told["code"], told["short_title"] or told["title"], told["status"]["label"], *days]


def _of_item(told: dict[str, Any]) -> list[str]:
    return [told["number"], told["title"], f"{told['due_on']:%d.%m.%Y}", str(told["days_left"])]


def _of_target(told: dict[str, Any]) -> list[str]:
    sign = label("comparators", told["op"])
    plan = "—" if told["plan"] is None else f"{sign} {told['plan']:g}".replace(".", ",")
    whom = [str(told["cohort"] or ""), told["category"] or ""]
    period = f"{told['period_to']:%d.%m.%Y}"
    named = [told["indicator"], told["title"], period, *whom]
    return [*named, plan, _number(told["fact"]), told["verdict"]["label"]]


def _number(fact: Any) -> str:
    if fact is None or isinstance(fact, str):
        return fact or ""
    if isinstance(fact, bool):
        return "да" if fact else "нет"
    return f"{fact:.1f}".removesuffix(".0").replace(".", ",")


CELLS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "programmes": _of_programme,
    "items": _of_item,
    "targets": _of_target,
}
