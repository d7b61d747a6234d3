"""``marshrut access-log``: who has looked at whose personal data, newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from api.access_log import KINDS, entry
from api.commands.as_table import as_table, tell
from api.commands.opened import database_option, opened_without_keys, settings
from api.read_models import read_models
from api.tables import Table
from api.texts import label
from marshrut.classifiers import classifier
from projections.access_log import AccessAsked, access_page
from projections.population import Scope

MOST = 10_000
HEADINGS = {
    "Номер": "number",
    "Когда": "at",
    "Вид": "label",
    "Кто": "actor",
    "Роль": "role",
    "Организация": "organisation",
    "Путь": "route",
    "Запрос": "correlation_id",
    "Дело": "case_id",
    "Показан человек": "person",
    "Показаны закрытые записи": "notes",
    "Цель указана": "purpose_stated",
    "По экстренному доступу": "emergency",
    "Действует до": "until",
}
ON_SCREEN = {"Когда": "Когда", "Вид": "Вид", "Кто": "Кто", "Дело": "Дело"}
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("access-log")
@database_option
@click.option("--actor", metavar="NAME", help="Only this one's looks.")
@click.option("--case", "case_id", type=click.UUID, help="Only at this case.")
@click.option("--from", "since", type=DAY, help="From this day on.")
@click.option("--to", "until", type=DAY, help="To this day.")
@click.option("--purpose", type=click.Choice(["stated", "missing"]), help="With one, or without.")
@click.option("--kind", type=click.Choice(classifier(KINDS).codes, case_sensitive=False))
@click.option("--limit", type=click.IntRange(1, MOST), default=MOST, show_default=True)
@as_table
def command(
    database: str | None,
    *,
    case_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
    purpose: str | None,
    limit: int,
    form: str,
    output: Path | None,
    **named: Any,
) -> None:
    """List who has looked at whose personal data, newest first; purposes are not opened."""
    configured = settings(database)
    zone = ZoneInfo(configured.timezone)
    asked = AccessAsked(
        case_id=case_id,
        since=_begins(since, zone),
        until=_begins(until, zone, days=1),
        stated={"stated": True, "missing": False}.get(purpose or ""),
        **named,
    )
    with opened_without_keys(configured) as service:
        rows = access_page(
            read_models(service),
            asked,
            scope=Scope(),
            today=service.today(),
            before=None,
            limit=limit,
        )
    entries = [entry(row) for row in rows]
    tell(
        form,
        output,
        table=lambda: _table(entries, zone),
        told=lambda: {"entries": entries},
    )


def _begins(day: datetime | None, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return (day + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)


def _table(entries: list[dict[str, Any]], zone: ZoneInfo) -> Table:
    rows = [[_cell(name, each[name], zone) for name in HEADINGS.values()] for each in entries]
    about = [("Отчёт", "Журнал доступа к персональным данным"), ("Записей", len(rows))]
    return Table("access-log", about, tuple(HEADINGS), rows, ON_SCREEN)


def _cell(name: str, value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%d.%m.%Y %H:%M:%S}"
    if name == "role":
        return label("roles", value)
    return str(value) if isinstance(value, UUID) else value
